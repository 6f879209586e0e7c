import { isAbsolute, join, relative } from 'node:path'
import type { CheckoutStepPlan } from '@mintwell/language'
import type { JobState } from '../job/job-state.ts'
import type { StepRun } from '../job/step-run.ts'
import type { AttemptOutcome } from './run-attempts.ts'

/**
 * Runs a `checkout` step: a single one goes to `$(Pipeline.Workspace)/s`, several to a folder each below it, and `path` leads elsewhere in the workspace. `Build.SourcesDirectory`
 * follows the only one, and stays `s` where there are several (learn.microsoft.com, "Check out multiple repositories in your pipeline").
 */
export async function checkOut({ job, step, log }: StepRun<CheckoutStepPlan>): Promise<AttemptOutcome> {
  const failed: AttemptOutcome = { result: 'failed', exitCode: null }
  const directory = directoryOf(job, step)
  if (directory === undefined) {
    log.issue('error', `The path '${step.path}' of the checkout leads out of the workspace.`)
    return failed
  }
  try {
    job.ports.files.makeDirectory(directory)
    await job.ports.checkOut(directory, step.repository)
  } catch (error) {
    log.issue('error', `The sources cannot be copied: ${(error as Error).message}`)
    return failed
  }
  if (step.repository === 'self') job.variables.set('Build.Repository.LocalPath', directory)
  if (checkouts(job).length === 1) {
    job.variables.set('Build.SourcesDirectory', directory)
    job.variables.set('System.DefaultWorkingDirectory', directory)
  }
  return { result: 'succeeded', exitCode: null }
}

function directoryOf(job: JobState, { repository, path }: CheckoutStepPlan): string | undefined {
  const { sources, root } = job.workspace
  const workspace = join(root, '1')
  if (path !== undefined) {
    const directory = join(workspace, job.variables.expand(path.trim()))
    const inside = relative(workspace, directory)
    return inside === '..' || inside.startsWith('../') || isAbsolute(inside) ? undefined : directory
  }
  return checkouts(job).length > 1 ? join(sources, folderOf(job, repository)) : sources
}

/** The folder of a repository among several: its own name, without project and `.git`. */
function folderOf({ variables }: JobState, repository: string): string {
  const name = repository === 'self' ? (variables.get('Build.Repository.Name')?.value ?? 'self') : repository
  return (name.split('/').at(-1) ?? name).split('@')[0]?.replace(/\.git$/, '') || 'repository'
}

function checkouts({ job }: JobState) {
  return job.steps.filter((step) => step.kind === 'checkout').filter(({ repository }) => repository !== 'none')
}
