import type { StepPlan, TaskCatalog, TaskStepPlan } from '@mintwell/language'
import type { CommandScope } from '../commands/command-handler.ts'
import type { StepIdentity } from '../ports/events.ts'
import type { StepAccess } from '../ports/ports.ts'
import type { JobState } from './job-state.ts'
import type { StepLog } from './step-log.ts'

/** One step that runs, with the job around it. */
export interface StepRun<Step extends StepPlan = StepPlan> {
  readonly job: JobState
  readonly step: Step
  readonly catalog: TaskCatalog
  readonly identity: StepIdentity
  readonly log: StepLog
  /** Aborts when the step is to be ended from outside: by the user, or by the end of the job's time. */
  readonly cancel: AbortSignal
}

/** One attempt of a task, with what it alone is given. */
export interface Attempt extends StepRun<TaskStepPlan> {
  readonly access: StepAccess
  /** The variables that the agent sets for this step and takes back after it. */
  readonly ownVariables: Readonly<Record<string, string>>
  /** What its logging commands touch. */
  readonly scope: CommandScope
  /** Aborts when the attempt is stopped: canceled, or at its timeout. */
  readonly stopped: AbortSignal
}

/** The values of a step's `env:`, as the agent makes them: macros expanded, trimmed. */
export function expandedEnv({ job, step }: StepRun): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, job.variables.expand(value).trim()]))
}

/** Whether what the step writes may use no logging commands but harmless ones. */
export function isRestricted({ step }: StepRun): boolean {
  return step.commands === 'restricted'
}
