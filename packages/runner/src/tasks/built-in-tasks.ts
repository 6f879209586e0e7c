import {
  type AzureCliPolicy,
  type CommandPlaces,
  type FreshTaskHost,
  runAzureCli,
  runFreshAzureCli,
  type TaskHost,
  type TaskOutcome,
} from '@mintwell/azure-cli'
import { runBash } from './bash.ts'
import { runCmdLine } from './cmd-line.ts'
import { runMintwellSetup } from './mintwell-setup.ts'
import { runPowerShell } from './power-shell.ts'

/** A task that runs inside the runner, on the same port as everywhere. */
export type BuiltInTask = (
  host: TaskHost,
  policy: AzureCliPolicy,
  fresh: () => FreshTaskHost,
  command: () => CommandPlaces,
) => Promise<TaskOutcome>

/** The built-in tasks, by `name@major` in lower case. A new one is a file beside these, its definition, and a line here. */
export const builtInTasks: ReadonlyMap<string, BuiltInTask> = new Map<string, BuiltInTask>([
  ['bash@3', runBash],
  ['cmdline@2', runCmdLine],
  ['powershell@2', runPowerShell],
  ['azurecli@1', (host, policy) => runAzureCli(host, 1, policy)],
  ['azurecli@2', (host, policy) => runAzureCli(host, 2, policy)],
  ['azurecli@3', (host, policy) => runAzureCli(host, 3, policy)],
  ['mintwellazurecli@1', (_host, _policy, fresh) => runFreshAzureCli(fresh())],
  ['mintwellsetup@1', (host, _policy, _fresh, command) => runMintwellSetup(host, command())],
])
