import type { HookName, StagePlan, TaskCatalog } from '@mintwell/language'
import type { StubbedStep } from '../job/job-state.ts'
import type { RunnableJob } from '../job/runnable-job.ts'
import type { JobServices } from '../ports/ports.ts'
import type { Result } from '../ports/result.ts'
import type { JobVariable } from './job-variable.ts'

/** One job that is to run, with what it gets from the run around it. */
export interface JobRun {
  readonly stage: StagePlan
  readonly job: RunnableJob
  /** Of a deployment, the hook whose steps these are. */
  readonly hook?: HookName
  readonly services: JobServices
  readonly connections: readonly string[]
  readonly catalog: TaskCatalog
  /**
   * The run was canceled before the job began, and its condition lets it run anyway (`always()`): the cancel was of the jobs that ran then, and the steps of this one run as
   * ever. On the agent a job is canceled by a message of its own, and `succeeded()` of a step asks about `Agent.JobStatus` (microsoft/azure-pipelines-agent, StepsRunner.cs,
   * ExpressionManager.cs); learn.microsoft.com, "Pipeline conditions", "Condition outcomes when a build is canceled", job example 1.
   */
  readonly afterCancel: boolean
  /** The variables of the run, with the values of its `$[ … ]` already known. */
  readonly variables: readonly JobVariable[]
  /** Secret outputs of the jobs before. */
  readonly secrets: Iterable<string>
}

/** What came of a job. */
export interface JobOutcome {
  readonly result: Result
  /** Output variables as `step.name`. */
  readonly outputs: Readonly<Record<string, string>>
  /** The values of those that are secret. */
  readonly secrets: readonly string[]
  readonly stubs: readonly StubbedStep[]
}
