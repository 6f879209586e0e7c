import type { RunRecord } from '../folds/run-record.ts'

/** The name of a step as the log has it; the reference name where the run did not get to it. */
export type StepNames = (stage: string | null, job: string | null, step: string | null) => string

/** The names of a run's steps. */
export function stepNames({ stages }: RunRecord): StepNames {
  const names = new Map<string, string>()
  for (const stage of stages)
    for (const job of stage.jobs)
      for (const { id, displayName } of job.steps) names.set(keyOf(stage.name, job.name, id), displayName)
  return (stage, job, step) => names.get(keyOf(stage, job, step)) ?? step ?? ''
}

function keyOf(stage: string | null, job: string | null, step: string | null): string {
  return JSON.stringify([stage, job, step])
}
