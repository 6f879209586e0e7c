import type { Plan, StagePlan, TaskCatalog } from '@mintwell/language'
import type { StubbedStep } from '../job/job-state.ts'
import type { Masker } from '../masking/masker.ts'
import type { RunPorts } from '../ports/ports.ts'
import type { Ended } from './dependencies.ts'
import type { JobVariable } from './job-variable.ts'

/** What a run of a plan is besides the plan. */
export interface RunRequest {
  readonly plan: Plan
  readonly catalog: TaskCatalog
  /** The variables of the run as such, such as `Build.BuildId` and `Build.Reason`. */
  readonly variables: Readonly<Record<string, string>>
  /** The next number of a `counter(prefix, seed)`, kept over the runs of a pipeline. */
  readonly counter: (prefix: string, seed: number) => number
}

/** What is known while a run goes on. */
export interface PipelineRun {
  readonly request: RunRequest
  readonly ports: RunPorts
  /** Of the run and of the pipeline, evaluated once: a `counter` counts runs, not jobs. */
  readonly variables: readonly JobVariable[]
  /** What expressions read as `pipeline`. */
  readonly pipeline: { readonly startTime: Date }
  readonly stages: Map<string, Ended>
  readonly jobsOfStages: Map<string, ReadonlyMap<string, Ended>>
  /** Secret outputs of the jobs that have ended, and what hides them. */
  readonly secrets: Set<string>
  readonly masker: Masker
  readonly stubs: StubbedStep[]
}

/** A stage that runs. */
export interface RunningStage {
  readonly stage: StagePlan
  readonly variables: readonly JobVariable[]
  readonly stageDependencies: Readonly<Record<string, unknown>>
  readonly ended: Map<string, Ended>
}
