import { join, resolve } from 'node:path'
import type { TaskOutcome } from '@mintwell/azure-cli'
import type { TaskDefinition, TaskFolder, TaskHandler, TaskStepPlan } from '@mintwell/language'
import { chooseHandler } from '@mintwell/language'
import type { CommandScope } from '../commands/command-handler.ts'
import { processLine } from '../commands/process-line.ts'
import type { JobState } from '../run/job-state.ts'
import type { ProcessRequest, RunningProcess, StepAccess } from '../run/ports.ts'
import { environmentName } from '../variables/variable-set.ts'
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
export async function runNodeTask(
  state: JobState,
  step: TaskStepPlan,
  task: FolderTask,
  access: StepAccess,
  scope: CommandScope,
): Promise<TaskOutcome> {
  const { node } = state.ports
  if (!node) return failed('No Node is at hand that could run the task.')
  const handler = chooseHandler(task.folder.handlers[step.phase?.kind ?? 'main'], node.major)
  if (!handler) return failed(cannotRun(task, step))
  printHeader(task, scope)
  const inputs = taskInputs({
    definition: task,
    given: step.inputs,
    expand: (text) => state.variables.expand(text),
    agentEnvironment: { ...state.ports.environment, HOME: state.workspace.home },
    sources: state.workspace.sources,
    endpoints: [...state.endpoints.values()],
  })
  if (!step.phase) {
    warnOfInputs(task, inputs, scope)
    warnOfAgent(task, state.variables.get('Agent.Version')?.value ?? '', scope)
  }
  const environment = nodeTaskEnvironment(state, {
    access,
    stepEnv: Object.fromEntries(
      Object.entries(step.env).map(([name, value]) => [name, state.variables.expand(value).trim()]),
    ),
    stepVariables: stepVariables(state, step),
    inputs: inputs.values,
    endpoints: inputs.endpoints,
    taskVariables: state.taskVariablesOf(ownerOf(step)),
  })
  if (!step.phase) reportBoundTokens(state, inputs, environment, scope)
  const script = resolve(task.folder.directory, handler.target)
  const process = { file: node.file, args: [script], cwd: workingDirectory(state, task, handler), env: environment }
  const code = await runProcess(state, step, task, scope, process)
  if (code === 0) return { result: 'succeeded', message: '', exitCode: code }
  if (code === undefined) return { result: 'succeeded', message: '', exitCode: null }
  return { ...failed(exitText(code, node.file, script)), exitCode: code }
}

/** The step whose task variables and outputs a phase shares. */
function ownerOf({ phase, id }: TaskStepPlan): string {
  return phase?.of ?? id
}

/** Runs the process of a task, hears its commands by the rules of its task.json, and gives its exit code as {@link endOf} does. */
async function runProcess(
  state: JobState,
  step: TaskStepPlan,
  { folder }: FolderTask,
  scope: CommandScope,
  process: Omit<ProcessRequest, 'onLine'>,
): Promise<number | null | undefined> {
  let sayDone = () => {}
  const saidDone = new Promise<void>((resolve) => {
    sayDone = resolve
  })
  const owner = ownerOf(step)
  const taskScope: CommandScope = {
    ...scope,
    taskVariables: state.taskVariablesOf(owner),
    variableRules: variableRules(folder, owner),
    complete: (result, message, done) => {
      scope.complete(result, message, done)
      if (done) sayDone()
    },
  }
  const restricted = step.commands === 'restricted' || folder.restrictedCommands
  const onLine = (_stream: string, line: string) => processLine(line, taskScope, restricted)
  const running = state.ports.processes.spawn({ ...process, onLine })
  const ended = state.started(running)
  try {
    return await endOf(running, saidDone, scope)
  } finally {
    ended()
  }
}

/** The exit code; null where a signal ended the task, undefined where it goes on although it said that it is done. */
async function endOf(
  running: RunningProcess,
  saidDone: Promise<void>,
  scope: CommandScope,
): Promise<number | null | undefined> {
  let timer: NodeJS.Timeout | undefined
  const force = saidDone.then(
    () =>
      new Promise<undefined>((done) => {
        timer = setTimeout(() => done(undefined), DONE_GRACE_MS)
      }),
  )
  const ended = await Promise.race([running.ended, force])
  clearTimeout(timer)
  if (ended) return ended.code
  scope.debug(
    'The task was marked as "done", but the process has not closed after 5 seconds. Treating the task as complete.',
  )
  return undefined
}

function workingDirectory(state: JobState, { folder }: FolderTask, { workingDirectory: own }: TaskHandler): string {
  if (own === '') return state.workspace.sources
  const expanded = state.variables.expand(own.replace(/\$\(currentDirectory\)/gi, folder.directory))
  return resolve(folder.directory, expanded)
}

/** The variables that the agent sets for one step and takes back behind it (TaskRunner.cs). */
function stepVariables(state: JobState, step: TaskStepPlan): Record<string, string> {
  const displayName = state.variables.expand(step.displayName)
  return {
    'Task.DisplayName': displayName,
    'Task.PublishTelemetry': 'True',
    'Task.SkipTranslatorForCheckout': 'False',
    'System.TaskInstanceId': state.ports.newId(),
    'System.TaskDisplayName': displayName,
    'System.TaskInstanceName': step.phase?.of ?? step.id,
  }
}

function printHeader({ friendlyName, version, folder }: FolderTask, scope: CommandScope): void {
  const rule = '='.repeat(78)
  const { description, author, help } = folder.about
  const rows = [
    ['Task', friendlyName],
    ['Description', description],
    ['Version', version],
    ['Author', author],
    ['Help', help],
  ].map(([name, value]) => `${name?.padEnd(13)}: ${value}`)
  for (const text of [rule, ...rows, rule]) scope.emit({ kind: 'line', ...scope.identity, line: 'plain', text })
}

function warnOfInputs({ name, major }: FolderTask, inputs: TaskInputs, scope: CommandScope): void {
  for (const input of inputs.undeclared)
    scope.warn(`${name}@${major} has no input '${input}'; it is passed on, as Azure Pipelines does.`)
  for (const connection of inputs.unknownConnections) {
    scope.warn(
      `The service connection '${connection}' is not known to this job: Azure Pipelines looks for them when the run is queued, in the inputs of tasks.`,
    )
  }
}

/** Azure Pipelines gives a job to an agent only that is new enough for its tasks. */
function warnOfAgent({ name, major, folder }: FolderTask, version: string, scope: CommandScope): void {
  const wanted = folder.minimumAgentVersion
  if (wanted === '' || version.localeCompare(wanted, 'en', { numeric: true }) >= 0) return
  scope.warn(`${name}@${major} wants an agent of version ${wanted}; this one answers for ${version}.`)
}

/** A token that the service bound to a connection is handed to a task that has the feature, whether it asks for it or not. */
function reportBoundTokens(
  state: JobState,
  { endpoints }: TaskInputs,
  environment: Readonly<Record<string, string>>,
  scope: CommandScope,
): void {
  if (environment[environmentName('DistributedTask.Tasks.EnableLateBoundIdToken')]?.toLowerCase() !== 'true') return
  for (const endpoint of endpoints) {
    const token = endpoint.parameters.idtoken
    if (token) state.ports.tokenTaken(scope.identity, token, 'late-bound', endpoint)
  }
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
