import { isAbsolute, join } from 'node:path'
import type { Command, ServiceEndpoint, TaskHost } from '@mintwell/azure-cli'
import type { TaskDefinition } from '@mintwell/language'
import { processLine } from '../commands/process-line.ts'
import { connectionInputs } from '../job/connections.ts'
import { stepEnvironment } from '../job/step-environment.ts'
import { type Attempt, isRestricted } from '../job/step-run.ts'
import { environmentName } from '../variables/variable-set.ts'

/** The port on which a built-in task runs, made for one attempt of one step. */
export function createTaskHost(attempt: Attempt, definition: TaskDefinition): TaskHost {
  const { job, access, identity, scope, log } = attempt
  const { clock, processes, files, newId, tokenTaken } = job.ports
  const inputs = expandInputs(attempt, definition)
  const named = new Set(connectionInputs(definition).map((name) => inputs.get(name.toLowerCase())?.toLowerCase() ?? ''))
  const endpoints = [...job.endpoints.values()].filter(({ id, name }) => named.has(id) || named.has(name.toLowerCase()))
  const environment = stepEnvironment(attempt, endpoints)
  // The task itself changes into the working directory, and its library notes where it was before.
  if (definition.name === 'AzureCLI') environment.OLDPWD = job.workingDirectory
  return {
    now: () => clock.now(),
    sleepUntil: (instant, signal) => clock.sleepUntil(instant, signal),
    busy: (work) => job.busy(work),
    newId,
    platform: processes.platform,
    tempDirectory: job.workspace.temp,
    defaultWorkingDirectory: job.workingDirectory,
    environment,
    get loginEnvironment() {
      const login = access.login()
      for (const secret of login.secrets) job.masker.add(secret)
      return login.environment
    },
    input: (name) => inputs.get(name.toLowerCase()) ?? '',
    endpoint: (nameOrId) => findEndpoint(endpoints, nameOrId),
    feature: (name) => environment[environmentName(`DistributedTask.Tasks.${name}`)]?.toLowerCase() === 'true',
    requestIdToken: (connectionId) => access.requestIdToken(connectionId),
    tokenTaken: (token, source, endpoint) => tokenTaken(identity, token, source, endpoint),
    setSecret: (value) => job.masker.add(value),
    log: (line) => processLine(line, scope, isRestricted(attempt)),
    debug: scope.debug,
    issue: (type, message) => log.issue(type, message),
    which: (name) => job.findProgram(name, environment.PATH ?? ''),
    exec: (command) => exec(attempt, command),
    files,
  }
}

function findEndpoint(endpoints: readonly ServiceEndpoint[], nameOrId: string): ServiceEndpoint | undefined {
  const wanted = nameOrId.toLowerCase()
  return endpoints.find(({ id }) => id === wanted) ?? endpoints.find(({ name }) => name.toLowerCase() === wanted)
}

/** Inputs as the agent gives them: the default or the step's value, trimmed, macros expanded; file paths rooted in the sources directory. */
function expandInputs({ job, step }: Attempt, definition: TaskDefinition): Map<string, string> {
  const inputs = new Map<string, string>()
  for (const { name, type, defaultValue } of definition.inputs) {
    const given = step.inputs[name] ?? defaultValue
    const value = job.variables.expand(given.trim())
    const rooted =
      type.toLowerCase() === 'filepath' && !isAbsolute(value) && (value !== '' || step.inputs[name] !== undefined)
    inputs.set(name.toLowerCase(), rooted ? join(job.workingDirectory, value) : value)
  }
  return inputs
}

/** Runs a command for the step: its lines go through the logging commands and the masker, and the job waits for it. */
async function exec(attempt: Attempt, command: Command): Promise<number> {
  const { job, scope } = attempt
  const { processes, files } = job.ports
  const restricted = isRestricted(attempt)
  // Node would say that the program does not exist, which it does.
  if (!files.exists(command.cwd)) throw new Error(`The working directory '${command.cwd}' does not exist.`)
  const running = processes.spawn({
    file: command.file,
    args: command.args,
    cwd: command.cwd,
    env: command.env,
    ...(command.input === undefined ? {} : { input: command.input }),
    onLine: (stream, line) => {
      if (stream === 'stderr') command.onErrorLine?.(line)
      else if (command.onOutputLine) return command.onOutputLine(line)
      processLine(line, scope, restricted)
    },
  })
  const ended = job.started(running)
  try {
    const { code, signal } = await running.ended
    return code ?? exitCodeOfSignal(signal)
  } finally {
    ended()
  }
}

/** Shells report a process that a signal ended as 128 plus the signal's number (POSIX). */
function exitCodeOfSignal(signal: NodeJS.Signals | null): number {
  const numbers: Readonly<Record<string, number>> = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGQUIT: 3,
    SIGABRT: 6,
    SIGKILL: 9,
    SIGSEGV: 11,
    SIGPIPE: 13,
    SIGALRM: 14,
    SIGTERM: 15,
  }
  return 128 + (numbers[signal ?? ''] ?? 0)
}
