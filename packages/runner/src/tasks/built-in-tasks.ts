import {
  type AzureCliPolicy,
  type CommandPlaces,
  type FreshTaskHost,
  runAzureCli,
  runFreshAzureCli,
  type TaskHost,
  type TaskOutcome,
} from '@mintwell/azure-cli'
import type { TaskDefinition } from '@mintwell/language'
import type { Attempt } from '../job/step-run.ts'
import { runBash } from './bash.ts'
import { runCmdLine } from './cmd-line.ts'
import { runMintwellSetup } from './mintwell-setup.ts'
import { runPowerShell } from './power-shell.ts'

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

/** The built-in tasks, by `name@major` in lower case. A new one is a file beside these, its definition, and a line here. */
export const builtInTasks: ReadonlyMap<string, BuiltInTask> = new Map<string, BuiltInTask>([
  ['bash@3', ({ host }) => runBash(host)],
  ['cmdline@2', ({ host }) => runCmdLine(host)],
  ['powershell@2', ({ host }) => runPowerShell(host)],
  ['azurecli@1', ({ host, policy }) => runAzureCli(host, 1, policy)],
  ['azurecli@2', ({ host, policy }) => runAzureCli(host, 2, policy)],
  ['azurecli@3', ({ host, policy }) => runAzureCli(host, 3, policy)],
  ['mintwellazurecli@1', ({ fresh }) => runFreshAzureCli(fresh())],
  ['mintwellsetup@1', ({ host, command }) => runMintwellSetup(host, command())],
])
