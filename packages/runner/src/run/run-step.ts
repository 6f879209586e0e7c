import type { TaskOutcome } from '@mintwell/azure-cli'
import type { CheckoutStepPlan, StepPlan, TaskCatalog, TaskStepPlan } from '@mintwell/language'
import type { CommandScope } from '../commands/command-handler.ts'
import { settableVariables } from '../commands/settable-variables.ts'
import { runNodeTask } from '../node-task/run-node-task.ts'
import { builtInTasks } from '../tasks/built-in-tasks.ts'
import type { Issue } from './events.ts'
import { createFreshTaskHost } from './fresh-task-host.ts'
import type { JobState } from './job-state.ts'
import type { StepAccess } from './ports.ts'
import { mergeResults, type Result } from './result.ts'
import { stepCondition } from './step-condition.ts'
import { createTaskHost } from './step-task-host.ts'

/** At most this many issues of a type are kept for a step (microsoft/azure-pipelines-agent). */
const MOST_ISSUES = 10

/** Between two attempts of a task (`retryCountOnTaskFailure`): the first pause, doubled each time, and the longest (public documentation). */
const RETRY_FIRST_MS = 1_000
const RETRY_LONGEST_MS = 60_000

/** Why the wait for an attempt's timeout ends. Nobody reads it; a DOMException with its stack, which `abort()` makes without, is 3 % of a short step (measured). */
const OVER = new Error('the attempt is over')

interface Attempt {
  readonly result: Result
  readonly exitCode: number | null
}

/** Runs one step: its condition, its attempts, its timeout, and what `continueOnError` makes of a failure. Emits its start, its lines and its end. */
export async function runStep(
  state: JobState,
  step: StepPlan,
  catalog: TaskCatalog,
  cancel: AbortSignal,
): Promise<Result> {
  const identity = { stage: state.stage.name, job: state.job.name, step: step.id }
  const displayName = state.variables.expand(step.displayName)
  const issues: Issue[] = []
  const task = step.kind === 'task' ? `${step.task.name}@${step.task.major}` : 'checkout'
  state.emit({ kind: 'step-started', ...identity, name: step.name ?? null, displayName, task })
  const finish = (result: Result, exitCode: number | null): Result => {
    const masked = issues.map(({ type, message }) => ({ type, message: state.masker.mask(message) }))
    state.emit({
      kind: 'step-finished',
      ...identity,
      name: step.name ?? null,
      displayName,
      result,
      exitCode,
      issues: masked,
    })
    return result
  }
  const addIssue = (issue: Issue) => {
    if (issues.filter(({ type }) => type === issue.type).length < MOST_ISSUES) issues.push(issue)
  }
  const condition = stepCondition(state, step)
  if (condition.kind === 'skip') {
    state.emit({ kind: 'line', ...identity, line: 'plain', text: 'Skipping step due to condition evaluation.' })
    return finish('skipped', null)
  }
  if (condition.kind === 'error') {
    addIssue({ type: 'error', message: condition.message })
    state.emit({ kind: 'line', ...identity, line: 'error', text: condition.message })
    return finish('failed', null)
  }
  const { result, exitCode } = await runAttempts(state, step, catalog, identity, addIssue, cancel)
  const continues = state.variables.expand(step.continueOnError).trim().toLowerCase() === 'true'
  return finish(result === 'failed' && continues ? 'succeededWithIssues' : result, exitCode)
}

async function runAttempts(
  state: JobState,
  step: StepPlan,
  catalog: TaskCatalog,
  identity: CommandScope['identity'],
  addIssue: (issue: Issue) => void,
  cancel: AbortSignal,
): Promise<Attempt> {
  if (cancel.aborted) return { result: 'canceled', exitCode: null }
  if (step.kind === 'checkout') {
    return checkOut(state, step, identity, addIssue)
  }
  let pause = RETRY_FIRST_MS
  for (let left = step.retryCountOnTaskFailure; ; left--) {
    const attempt = await runAttempt(state, step, catalog, identity, addIssue, cancel)
    if (attempt.result !== 'failed' || left <= 0 || cancel.aborted) return attempt
    state.emit({
      kind: 'line',
      ...identity,
      line: 'warning',
      text: `RetryHelper encountered task failure, will retry (attempts left: ${left}) after ${pause} ms`,
    })
    try {
      await state.sleepUntil(state.ports.clock.now() + pause, cancel)
    } catch {
      return attempt
    }
    pause = Math.min(pause * 2, RETRY_LONGEST_MS)
  }
}

async function checkOut(
  state: JobState,
  step: CheckoutStepPlan,
  identity: CommandScope['identity'],
  addIssue: (issue: Issue) => void,
): Promise<Attempt> {
  try {
    if (step.repository === 'self') await state.ports.checkOut(state.workspace.sources)
    return { result: 'succeeded', exitCode: null }
  } catch (error) {
    const message = `The sources cannot be copied: ${(error as Error).message}`
    addIssue({ type: 'error', message })
    state.emit({ kind: 'line', ...identity, line: 'error', text: message })
    return { result: 'failed', exitCode: null }
  }
}

/** One attempt of a task, with a job token of its own, under the step's timeout and the user's cancel. */
async function runAttempt(
  state: JobState,
  step: TaskStepPlan,
  catalog: TaskCatalog,
  identity: CommandScope['identity'],
  addIssue: (issue: Issue) => void,
  cancel: AbortSignal,
): Promise<Attempt> {
  const access = state.access.openStep(step.id)
  for (const secret of access.secrets) state.masker.add(secret)
  state.variables.set('System.AccessToken', access.accessToken, { secret: true })
  let reported: Result = 'succeeded'
  const scope: CommandScope = {
    ...commandScope(state, identity, addIssue, (result) => {
      reported = mergeResults(reported, result)
    }),
    ...(step.settableVariables ? { targetMaySet: settableVariables(step.settableVariables) } : {}),
  }
  const over = new AbortController()
  const onCancel = () => stop('canceled')
  let stopReason: 'canceled' | 'timeout' | undefined
  const stopped = new AbortController()
  const stop = (reason: 'canceled' | 'timeout') => {
    stopReason ??= reason
    state.stopAttempt()
    stopped.abort()
  }
  state.beginAttempt()
  cancel.addEventListener('abort', onCancel, { once: true })
  if (step.timeoutInMinutes > 0) {
    const deadline = state.ports.clock.now() + step.timeoutInMinutes * 60_000
    state.ports.clock.sleepUntil(deadline, over.signal).then(
      () => stop('timeout'),
      () => {},
    )
  }
  try {
    const outcome = await runTask(state, step, catalog, access, scope, stopped.signal)
    if (stopReason === 'canceled') return { result: 'canceled', exitCode: outcome.exitCode }
    if (stopReason === 'timeout') {
      scope.emit({
        kind: 'line',
        ...identity,
        line: 'plain',
        text: `The step has run for ${step.timeoutInMinutes} min, its timeoutInMinutes.`,
      })
      // The agent's own words (microsoft/azure-pipelines-agent, StepTimedOut; public logs), which people search for.
      return failAttempt(scope, outcome.exitCode, 'The task has timed out.')
    }
    if (outcome.result === 'failed') return failAttempt(scope, outcome.exitCode, outcome.message)
    return { result: mergeResults(reported, outcome.result), exitCode: outcome.exitCode }
  } finally {
    cancel.removeEventListener('abort', onCancel)
    over.abort(OVER)
    state.beginAttempt()
    access.close()
  }
}

function failAttempt(scope: CommandScope, exitCode: number | null, message: string): Attempt {
  scope.addIssue({ type: 'error', message })
  scope.emit({ kind: 'line', ...scope.identity, line: 'error', text: message })
  return { result: 'failed', exitCode }
}

async function runTask(
  state: JobState,
  step: TaskStepPlan,
  catalog: TaskCatalog,
  access: StepAccess,
  scope: CommandScope,
  stopped: AbortSignal,
): Promise<TaskOutcome> {
  const definition = catalog.find(step.task.name, step.task.major)
  const task = builtInTasks.get(`${step.task.name}@${step.task.major}`.toLowerCase())
  try {
    if (definition?.folder)
      return await runNodeTask(state, step, { ...definition, folder: definition.folder }, access, scope)
    if (!definition || !task) throw new Error(`The task ${step.task.name}@${step.task.major} cannot be run.`)
    const host = createTaskHost(state, step, definition, access, scope)
    const policy = { login: state.ports.settings.azureCliLogin }
    const command = () => {
      if (!access.command) throw new Error('MintwellSetup@1 cannot be run here: there is no command to put on PATH.')
      return access.command
    }
    return await task(host, policy, () => createFreshTaskHost(state, access, scope, host, stopped), command)
  } catch (error) {
    return { result: 'failed', message: (error as Error).message, exitCode: null }
  }
}

function commandScope(
  state: JobState,
  identity: CommandScope['identity'],
  addIssue: (issue: Issue) => void,
  merge: (result: Result) => void,
): CommandScope {
  let lastError = ''
  const scope: CommandScope = {
    identity,
    variables: state.variables,
    endpoints: state.endpoints,
    taskVariables: new Map(),
    addSecret: (value) => state.masker.add(value),
    addIssue: (issue) => {
      if (issue.type === 'error') lastError = issue.message
      addIssue(issue)
    },
    complete: (result, message) => {
      merge(result)
      // The task library logs the message as an issue before it completes with it: it is one issue.
      if (message !== '' && message !== lastError && result === 'failed') addIssue({ type: 'error', message })
    },
    prependPath: (directory) => {
      const at = state.pathAdditions.indexOf(directory)
      if (at !== -1) state.pathAdditions.splice(at, 1)
      state.pathAdditions.unshift(directory)
    },
    emit: (event) => state.emit(event),
    warn: (message) => {
      addIssue({ type: 'warning', message })
      state.emit({ kind: 'line', ...identity, line: 'warning', text: message })
    },
    debug: (message) => {
      if (state.ports.settings.debug || state.variables.get('System.Debug')?.value.toLowerCase() === 'true') {
        state.emit({ kind: 'line', ...identity, line: 'debug', text: message })
      }
    },
  }
  return scope
}
