import type { AzureCliPolicy, CommandPlaces, FreshTaskHost, TaskHost, TaskOutcome } from '@mintwell/azure-cli'
import type { TaskDefinition } from '@mintwell/language'
import type { Attempt } from '../job/step-run.ts'

/** A built-in task that runs: its host, and what only some tasks ask for. */
export interface BuiltInRun {
  readonly attempt: Attempt
  readonly definition: TaskDefinition
  readonly host: TaskHost
  readonly policy: AzureCliPolicy
  /** The host of the drop-in. Throws where there is no service to ask for tokens. */
  fresh(): FreshTaskHost
  /** The `mintwell` that goes on PATH. Throws where there is none. */
  command(): CommandPlaces
}

/** A task that runs inside the runner. */
export type BuiltInTask = (run: BuiltInRun) => Promise<TaskOutcome>
