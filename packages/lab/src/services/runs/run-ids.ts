import type { Guid, MakeGuid } from '../../ground/guid.ts'
import type { TimelinePlace } from './reported-run.ts'

/** The id of a run's orchestration plan: one for all of its jobs, as in Azure DevOps. */
export function planIdOf(guid: MakeGuid, runId: number): Guid {
  return guid('plan', String(runId))
}

/** The id of a run's timeline. */
export function timelineIdOf(guid: MakeGuid, runId: number): Guid {
  return guid('timeline', String(runId))
}

/** The id of a record in a timeline; of a job it is also `System.JobId`. */
export function recordIdOf(guid: MakeGuid, runId: number, place: TimelinePlace): Guid {
  const { stage, job, step, attempt = 1 } = place
  const names = [String(runId), stage]
  if (job === undefined) return guid('stage', ...names)
  return step === undefined
    ? guid('job', ...names, job, String(attempt))
    : guid('step', ...names, job, String(attempt), step)
}

/** The id of the phase that stands between a stage and its job. */
export function phaseIdOf(guid: MakeGuid, runId: number, stage: string, job: string): Guid {
  return guid('phase', String(runId), stage, job)
}
