import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import type { Command, ServiceEndpoint, TaskFiles, TaskHost } from '@mintwell/azure-cli'
import type { TaskDefinition, TaskStepPlan } from '@mintwell/language'
import type { CommandScope } from '../commands/command-handler.ts'
import { processLine } from '../commands/process-line.ts'
import { environmentName } from '../variables/variable-set.ts'
import { connectionInputs } from './connections.ts'
import type { JobState } from './job-state.ts'
import type { StepAccess } from './ports.ts'
import { stepEnvironment } from './step-environment.ts'

/** The real file system, as tasks use it. */
export const nodeTaskFiles: TaskFiles = {
  exists: existsSync,
  read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
  makeDirectory: (path) => void mkdirSync(path, { recursive: true, mode: 0o700 }),
  makeTemporaryDirectory: (prefix) => mkdtempSync(prefix),
  write: (path, content, mode) => writeFileSync(path, content, { mode }),
  remove: (path) => {
    try {
      unlinkSync(path) // A script's file, nearly always: a system call instead of the walk over a folder.
    } catch {
      rmSync(path, { recursive: true, force: true })
    }
  },
}

/** The port on which a built-in task runs, made for one attempt of one step. */
export function createTaskHost(
  state: JobState,
  step: TaskStepPlan,
  definition: TaskDefinition,
  access: StepAccess,
  scope: CommandScope,
): TaskHost {
  const inputs = expandInputs(state, step, definition)
  const named = new Set(connectionInputs(definition).map((name) => inputs.get(name.toLowerCase())?.toLowerCase() ?? ''))
  const endpoints = [...state.endpoints.values()].filter(
    ({ id, name }) => named.has(id) || named.has(name.toLowerCase()),
  )
  const stepEnv = Object.fromEntries(
    Object.entries(step.env).map(([name, value]) => [name, state.variables.expand(value).trim()]),
  )
  const environment = stepEnvironment(state, access, stepEnv, endpoints)
  return {
    now: () => state.ports.clock.now(),
    sleepUntil: (instant, signal) => state.ports.clock.sleepUntil(instant, signal),
    busy: (work) => state.busy(work),
    newId: state.ports.newId,
    platform: state.ports.processes.platform,
    tempDirectory: state.workspace.temp,
    defaultWorkingDirectory: state.workspace.sources,
    environment,
    get loginEnvironment() {
      const login = access.login()
      for (const secret of login.secrets) state.masker.add(secret)
      return login.environment
    },
    input: (name) => inputs.get(name.toLowerCase()) ?? '',
    endpoint: (nameOrId) => findEndpoint(endpoints, nameOrId),
    feature: (name) => environment[environmentName(`DistributedTask.Tasks.${name}`)]?.toLowerCase() === 'true',
    requestIdToken: (connectionId) => access.requestIdToken(connectionId),
    tokenTaken: (token, source, endpoint) => state.ports.tokenTaken(scope.identity, token, source, endpoint),
    setSecret: (value) => state.masker.add(value),
    log: (line) => processLine(line, scope, step.commands === 'restricted'),
    debug: scope.debug,
    issue: (type, message) => {
      scope.addIssue({ type, message })
      scope.emit({ kind: 'line', ...scope.identity, line: type, text: message })
    },
    which: (name) => state.findProgram(name, environment.PATH ?? '', which),
    exec: (command) => exec(state, scope, command, step.commands === 'restricted'),
    files: nodeTaskFiles,
  }
}

function findEndpoint(endpoints: readonly ServiceEndpoint[], nameOrId: string): ServiceEndpoint | undefined {
  const wanted = nameOrId.toLowerCase()
  return endpoints.find(({ id }) => id === wanted) ?? endpoints.find(({ name }) => name.toLowerCase() === wanted)
}

/** Inputs as the agent gives them: the default or the step's value, trimmed, macros expanded; file paths rooted in the sources directory. */
function expandInputs(state: JobState, step: TaskStepPlan, definition: TaskDefinition): Map<string, string> {
  const inputs = new Map<string, string>()
  for (const { name, type, defaultValue } of definition.inputs) {
    const given = step.inputs[name] ?? defaultValue
    const value = state.variables.expand(given.trim())
    const rooted =
      type.toLowerCase() === 'filepath' && !isAbsolute(value) && (value !== '' || step.inputs[name] !== undefined)
    inputs.set(name.toLowerCase(), rooted ? join(state.workspace.sources, value) : value)
  }
  return inputs
}

/** Finds an executable file in the directories of a PATH. */
export function which(name: string, path: string): string | undefined {
  for (const directory of path.split(delimiter)) {
    if (directory === '') continue
    const file = join(directory, name)
    try {
      accessSync(file, constants.X_OK)
      if (statSync(file).isFile()) return file
    } catch {} // Not here.
  }
  return undefined
}

/** Runs a command for the step: its lines go through the logging commands and the masker, and the job waits for it. */
async function exec(state: JobState, scope: CommandScope, command: Command, restricted: boolean): Promise<number> {
  // Node would say that the program does not exist, which it does.
  if (!existsSync(command.cwd)) throw new Error(`The working directory '${command.cwd}' does not exist.`)
  const running = state.ports.processes.spawn({
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
  const ended = state.started(running)
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
