import { join, resolve } from 'node:path'
import type { TaskOutcome } from '@mintwell/azure-cli'
import type { Attempt } from '../job/step-run.ts'
import type { BuiltInRun } from './built-in-run.ts'
import { matchFiles } from './match-files.ts'
import { failed, succeeded } from './outcomes.ts'
import { flag } from './shell-script.ts'

const OTHER_RUN =
  'Only artifacts of the current run can be downloaded here: there are no other runs. Publish them in a job of this pipeline, or run with --stub for this task.'

/** One download: the patterns choose among paths in the artifact, or among paths that begin with its name. */
interface Download {
  readonly artifact: string
  readonly patterns: string
  readonly patternsNameArtifact: boolean
  readonly to: string
}

/** DownloadPipelineArtifact@2: one artifact into a folder, or all, each into a folder of its own below it. */
export async function runDownloadPipelineArtifact({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  if (host.input('source').toLowerCase() !== 'current') return failed(OTHER_RUN)
  const path = resolve(pipelineWorkspace(attempt), host.input('path'))
  const patterns = host.input('patterns') || '**'
  const name = host.input('artifact')
  return downloadAll(
    attempt,
    artifactsOf(attempt, name).map((artifact) => ({
      artifact,
      patterns,
      patternsNameArtifact: false,
      to: name === '' ? join(path, artifact) : path,
    })),
  )
}

/** The task of `download:`: each artifact into `$(Pipeline.Workspace)/NAME`. */
export async function runDownload({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  const alias = host.input('alias').toLowerCase()
  if (alias === 'none') return succeeded
  if (alias !== 'current') return failed(OTHER_RUN)
  const path = resolve(pipelineWorkspace(attempt), host.input('path'))
  return downloadAll(
    attempt,
    artifactsOf(attempt, host.input('artifact')).map((artifact) => ({
      artifact,
      patterns: host.input('patterns') || '**',
      patternsNameArtifact: false,
      to: join(path, artifact),
    })),
  )
}

/** DownloadBuildArtifacts@0 and @1: into a folder of the artifact's name below the destination; the patterns begin with that name. */
export async function runDownloadBuildArtifacts({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  if (host.input('buildType').toLowerCase() !== 'current') return failed(OTHER_RUN)
  const path = resolve(host.defaultWorkingDirectory, host.input('downloadPath'))
  const { files } = attempt.job.ports
  if (flag(host, 'cleanDestinationFolder') && files.exists(path)) files.removeTree(path)
  const name = host.input('downloadType').toLowerCase() === 'single' ? host.input('artifactName') : ''
  const outcome = downloadAll(
    attempt,
    artifactsOf(attempt, name).map((artifact) => ({
      artifact,
      patterns: host.input('itemPattern') || '**',
      patternsNameArtifact: true,
      to: join(path, artifact),
    })),
  )
  const build = attempt.job.variables.get('Build.BuildId')?.value ?? ''
  host.log(`##vso[task.setvariable variable=BuildNumber]${build}`)
  return outcome
}

/** The artifact of this name, or all where none is named. */
function artifactsOf({ job }: Attempt, name: string): readonly string[] {
  return name === '' ? job.ports.store.artifacts() : [name]
}

function downloadAll(attempt: Attempt, downloads: readonly Download[]): TaskOutcome {
  const { job, log } = attempt
  const { store } = job.ports
  const build = job.variables.get('Build.BuildId')?.value ?? ''
  if (downloads.length === 0) log.issue('warning', `No artifacts are associated with build ${build}.`)
  for (const { artifact, patterns, patternsNameArtifact, to } of downloads) {
    const all = store.filesOf(artifact)
    if (!all) {
      const known = store.artifacts()
      const others = known.length === 0 ? 'This run has none yet.' : `This run has: ${known.join(', ')}.`
      return failed(`Artifact ${artifact} was not found for build ${build}. ${others}`)
    }
    const prefix = patternsNameArtifact ? `${artifact}/` : ''
    const paths = all.map((file) => prefix + file)
    const chosen = matchFiles('/', paths, patterns, job.ports.processes.platform)
    for (const path of chosen) {
      const file = path.slice(prefix.length)
      store.copy(artifact, file, join(to, file))
    }
    log.line('plain', `Downloaded ${chosen.length} of ${all.length} files of the artifact '${artifact}' to ${to}`)
  }
  return succeeded
}

function pipelineWorkspace({ job }: Attempt): string {
  return job.variables.get('Pipeline.Workspace')?.value ?? job.workingDirectory
}
