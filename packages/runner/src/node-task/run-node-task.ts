import { join, resolve } from 'node:path'
import { byLowerName, type ServiceEndpoint, type TaskOutcome } from '@mintwell/azure-cli'
import type { TaskDefinition, TaskFolder, TaskHandler, TaskStepPlan } from '@mintwell/language'
import { chooseHandler } from '@mintwell/language'
import type { CommandScope } from '../commands/command-handler.ts'
import { processLine } from '../commands/process-line.ts'
import type { StepLog } from '../job/step-log.ts'
import { type Attempt, isRestricted } from '../job/step-run.ts'
import { endsWithin } from '../job/stop-process.ts'
import { taskHeader } from '../job/task-header.ts'
import type { ProcessRequest, RunningProcess } from '../ports/ports.ts'
import { nodeTaskEnvironment } from './node-task-environment.ts'
import { type TaskInputs, taskInputs } from './task-inputs.ts'
import { variableRules } from './variable-rules.ts'

/** How long a task may still take after `task.complete done=true`, in milliseconds of real time (microsoft/azure-pipelines-agent, ForceTaskComplete: 5 s). */
const DONE_GRACE_MS = 5_000

/** A task of a folder, with the folder. */
export type FolderTask = TaskDefinition & { readonly folder: TaskFolder }

/**
 * Runs a phase of a task from its folder as the agent does: its Node script as a process with the agent's environment, its lines through the logging
 * commands. An exit code other than 0 fails the step; what the task says by `task.complete` is merged by the caller.
 */
export async function runNodeTask(attempt: Attempt, task: FolderTask): Promise<TaskOutcome> {
  const { job, step, log } = attempt
  const { node } = job.ports
  if (!node) return failed('No Node that could run the task was found.')
  const handler = chooseHandler(task.folder.handlers[step.phase?.kind ?? 'main'], node.major)
  if (!handler) return failed(cannotRun(task, step))
  for (const text of taskHeader(task)) log.line('plain', text)
  const inputs = inputsOf(attempt, task)
  if (!step.phase) {
    warnOfInputs(task, inputs, log)
    warnOfAgent(task, job.variables.get('Agent.Version')?.value ?? '', log)
  }
  const environment = nodeTaskEnvironment(attempt, {
    inputs: inputs.values,
    endpoints: inputs.endpoints,
    taskVariables: job.taskVariablesOf(ownerOf(step)),
  })
  const script = resolve(task.folder.directory, handler.target)
  const process = { file: node.file, args: [script], cwd: workingDirectory(attempt, task, handler), env: environment }
  const code = await runProcess(attempt, task, process, watchBoundTokens(attempt, inputs.endpoints))
  if (code === 0) return { result: 'succeeded', message: '', exitCode: code }
  if (code === undefined) return { result: 'succeeded', message: '', exitCode: null }
  return { ...failed(exitText(code, node.file, script)), exitCode: code }
}

function inputsOf({ job, step }: Attempt, definition: FolderTask): TaskInputs {
  return taskInputs({
    definition,
    given: step.inputs,
    expand: (text) => job.variables.expand(text),
    agentEnvironment: { ...job.ports.environment, HOME: job.workspace.home },
    sources: job.workingDirectory,
    endpoints: [...job.endpoints.values()],
  })
}

/**
 * A task that was handed a bound token has not taken it for that: it has when it shows it, as azure-pipelines-task-lib does in a debug line for each authorization
 * parameter that it reads. One that shows nothing is known by what it presents.
 */
function watchBoundTokens({ job, identity }: Attempt, endpoints: readonly ServiceEndpoint[]): (line: string) => void {
  const unread = new Map<string, ServiceEndpoint>()
  for (const endpoint of endpoints) {
    const token = byLowerName(endpoint.parameters).idtoken
    if (token) unread.set(token, endpoint)
  }
  return (line) => {
    for (const [token, endpoint] of unread) {
      if (!line.includes(token)) continue
      unread.delete(token)
      job.ports.tokenTaken(identity, token, 'late-bound', endpoint)
    }
  }
}

/** The step whose task variables and outputs a phase shares. */
function ownerOf({ phase, id }: TaskStepPlan): string {
  return phase?.of ?? id
}

/** Runs the process of a task, hears its commands by the rules of its task.json, and gives its exit code as {@link endOf} does. */
async function runProcess(
  attempt: Attempt,
  { folder }: FolderTask,
  process: Omit<ProcessRequest, 'onLine'>,
  see: (line: string) => void,
): Promise<number | null | undefined> {
  const { job, step, scope } = attempt
  let sayDone = () => {}
  const saidDone = new Promise<void>((resolve) => {
    sayDone = resolve
  })
  const owner = ownerOf(step)
  const taskScope: CommandScope = {
    ...scope,
    taskVariables: job.taskVariablesOf(owner),
    variableRules: variableRules(folder, owner),
    complete: (result, message, done) => {
      scope.complete(result, message, done)
      if (done) sayDone()
    },
  }
  const restricted = isRestricted(attempt) || folder.restrictedCommands
  const onLine = (_stream: string, line: string) => {
    see(line)
    processLine(line, taskScope, restricted)
  }
  const running = job.ports.processes.spawn({ ...process, onLine })
  const ended = job.started(running)
  try {
    return await endOf(running, saidDone, attempt)
  } finally {
    ended()
  }
}

/** The exit code; null where a signal ended the task, undefined where it goes on although it said that it is done. */
async function endOf(
  running: RunningProcess,
  saidDone: Promise<void>,
  { job, log }: Attempt,
): Promise<number | null | undefined> {
  const { processes } = job.ports
  const forced = saidDone.then(() => endsWithin(running, processes, DONE_GRACE_MS)).then((inTime) => ({ inTime }))
  const first = await Promise.race([running.ended, forced])
  if (!('inTime' in first) || first.inTime) return (await running.ended).code
  log.debug(
    'The task was marked as "done", but the process has not closed after 5 seconds. Treating the task as complete.',
  )
  return undefined
}

function workingDirectory({ job }: Attempt, { folder }: FolderTask, { workingDirectory: own }: TaskHandler): string {
  if (own === '') return job.workingDirectory
  const expanded = job.variables.expand(own.replace(/\$\(currentDirectory\)/gi, folder.directory))
  return resolve(folder.directory, expanded)
}

function warnOfInputs({ name, major }: FolderTask, inputs: TaskInputs, log: StepLog): void {
  for (const input of inputs.undeclared)
    log.issue('warning', `${name}@${major} has no input '${input}'; it is passed on, as Azure Pipelines does.`)
  for (const connection of inputs.unknownConnections) {
    log.issue(
      'warning',
      `The service connection '${connection}' is not available to this job: Azure Pipelines looks for connections in the inputs of tasks when the run is queued.`,
    )
  }
}

/** Azure Pipelines gives a job to an agent only that is new enough for its tasks. */
function warnOfAgent({ name, major, folder }: FolderTask, version: string, log: StepLog): void {
  const wanted = folder.minimumAgentVersion
  if (wanted === '' || version.localeCompare(wanted, 'en', { numeric: true }) >= 0) return
  log.issue(
    'warning',
    `${name}@${major} needs an agent of version ${wanted} or newer; this one behaves like ${version}.`,
  )
}

function cannotRun({ name, major, folder }: FolderTask, step: TaskStepPlan): string {
  const handlers = folder.handlers[step.phase?.kind ?? 'main'].map((handler) => handler.name)
  return `The task ${name}@${major} cannot be run here: it has no Node handler, only ${handlers.join(', ') || 'none'} (${join(folder.directory, 'task.json')}).`
}

/** The agent's words for a task that ends with an exit code (ProcessExitCode). */
function exitText(code: number | null, node: string, script: string): string {
  return `Exit code ${code ?? 'unknown'} returned from process: file name '${node}', arguments '"${script}"'.`
}

function failed(message: string): TaskOutcome {
  return { result: 'failed', message, exitCode: null }
}
