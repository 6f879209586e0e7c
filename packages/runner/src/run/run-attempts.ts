import type { TaskStepPlan } from '@mintwell/language'
import { commandScope } from '../job/command-scope.ts'
import { ownVariables } from '../job/own-variables.ts'
import type { Attempt, StepRun } from '../job/step-run.ts'
import { mergeResults, type Result } from '../ports/result.ts'
import { keepOwnTime } from '../tasks/built-in-tasks.ts'
import { runTask } from './run-task.ts'

/** Between two attempts of a task (`retryCountOnTaskFailure`): the first pause, doubled each time, and the longest (public documentation). */
const RETRY_FIRST_MS = 1_000
const RETRY_LONGEST_MS = 60_000

/** Why the wait for an attempt's timeout ends. Nobody reads it; a DOMException with its stack, which `abort()` makes without, is 3 % of a short step (measured). */
const OVER = new Error('the attempt is over')

/** How an attempt ended, or the step without one. */
export interface AttemptOutcome {
  readonly result: Result
  readonly exitCode: number | null
}

/** Runs a task until it succeeds or has no attempts left. */
export async function runAttempts(run: StepRun<TaskStepPlan>): Promise<AttemptOutcome> {
  const { job, step, log, cancel } = run
  const own = ownVariables(run)
  let pause = RETRY_FIRST_MS
  for (let left = step.retryCountOnTaskFailure; ; left--) {
    const attempt = await runAttempt(run, own)
    if (attempt.result !== 'failed' || left <= 0 || cancel.aborted) return attempt
    log.line('warning', `RetryHelper encountered task failure, will retry (attempts left: ${left}) after ${pause} ms`)
    try {
      await job.sleepUntil(job.ports.clock.now() + pause, cancel)
    } catch {
      return attempt
    }
    pause = Math.min(pause * 2, RETRY_LONGEST_MS)
  }
}

/** One attempt of a task, with a job token of its own, under the step's timeout and the user's cancel. */
async function runAttempt(run: StepRun<TaskStepPlan>, own: Attempt['ownVariables']): Promise<AttemptOutcome> {
  const { job, step, log } = run
  const access = job.access.openStep(step.id)
  for (const secret of access.secrets) job.masker.add(secret)
  job.variables.set('System.AccessToken', access.accessToken, { secret: true })
  let reported: Result = 'succeeded'
  const scope = commandScope(run, (result) => {
    reported = mergeResults(reported, result)
  })
  const watch = watchAttempt(run)
  try {
    const outcome = await runTask({ ...run, access, ownVariables: own, scope, stopped: watch.stopped })
    if (watch.reason === 'canceled') return { result: 'canceled', exitCode: outcome.exitCode }
    if (watch.reason === 'timeout') {
      log.line('plain', `The step has run for ${step.timeoutInMinutes} min, its timeoutInMinutes.`)
      // The agent's own words (microsoft/azure-pipelines-agent, StepTimedOut; public logs), which people search for.
      return failAttempt(run, outcome.exitCode, 'The task has timed out.')
    }
    if (outcome.result === 'failed') return failAttempt(run, outcome.exitCode, outcome.message)
    return { result: mergeResults(reported, outcome.result), exitCode: outcome.exitCode }
  } finally {
    watch.end()
    access.close()
  }
}

function failAttempt({ log }: StepRun, exitCode: number | null, message: string): AttemptOutcome {
  log.issue('error', message)
  return { result: 'failed', exitCode }
}

interface AttemptWatch {
  readonly stopped: Attempt['stopped']
  /** Why it was stopped, if it was. */
  readonly reason: 'canceled' | 'timeout' | undefined
  end(): void
}

/** Stops an attempt when the step is canceled or its time is up. */
function watchAttempt({ job, step, cancel }: StepRun<TaskStepPlan>): AttemptWatch {
  const { clock } = job.ports
  const over = new AbortController()
  const stopped = new AbortController()
  let reason: AttemptWatch['reason']
  const stop = (why: 'canceled' | 'timeout') => {
    reason ??= why
    job.stopAttempt()
    stopped.abort()
  }
  const onCancel = () => stop('canceled')
  job.beginAttempt()
  cancel.addEventListener('abort', onCancel, { once: true })
  const keepsTime = keepOwnTime.has(`${step.task.name}@${step.task.major}`.toLowerCase())
  if (step.timeoutInMinutes > 0 && !keepsTime) {
    const deadline = clock.now() + step.timeoutInMinutes * 60_000
    clock.sleepUntil(deadline, over.signal).then(
      () => stop('timeout'),
      () => {},
    )
  }
  return {
    stopped: stopped.signal,
    get reason() {
      return reason
    },
    end() {
      cancel.removeEventListener('abort', onCancel)
      over.abort(OVER)
      job.beginAttempt()
    },
  }
}
