import { basename, dirname, resolve } from 'node:path'
import { formatInstant, type Instant } from '@mintwell/clock'
import type { QueuedRun } from './queue.ts'

/**
 * The variables that say which run this is (azure-pipelines-agent, source; learn.microsoft.com, "Predefined variables": the name of a branch is the last part of its ref, and
 * `Build.CronSchedule.DisplayName` the `displayName` of the schedule that made the run, absent from others).
 */
export function buildVariables(run: QueuedRun, pipeline: string, queuedAt: Instant): Record<string, string> {
  const day = formatInstant(queuedAt).slice(0, 10).replaceAll('-', '')
  return {
    'Build.BuildId': String(run.number),
    'Build.BuildNumber': `${day}.${run.number}`,
    'Build.Reason': run.reason === 'schedule' ? 'Schedule' : 'Manual',
    ...(run.schedule === undefined ? {} : { 'Build.CronSchedule.DisplayName': run.schedule }),
    'Build.DefinitionName': pipelineName(pipeline),
    'Build.SourceBranch': run.branch,
    'Build.SourceBranchName': run.branch.slice(run.branch.lastIndexOf('/') + 1),
    'Build.Repository.Name': basename(dirname(resolve(pipeline))),
    'Build.RequestedFor': 'lab',
    'Build.QueuedBy': 'lab',
    'System.PullRequest.IsFork': 'False',
  }
}

/** A pipeline is called after its file, or after its folder where the file has the usual name. */
export function pipelineName(file: string): string {
  const name = basename(file).replace(/\.ya?ml$/i, '')
  return name === 'azure-pipelines' ? basename(dirname(resolve(file))) : name
}
