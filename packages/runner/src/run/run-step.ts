import type { StepRun } from '../job/step-run.ts'
import type { Result } from '../ports/result.ts'
import { checkOut } from './check-out.ts'
import { stepNeedsContainer } from './needs-container.ts'
import { type AttemptOutcome, runAttempts } from './run-attempts.ts'
import { stepCondition } from './step-condition.ts'

/** Runs one step: its condition, its attempts, its timeout, and what `continueOnError` makes of a failure. Emits its start, its lines and its end. */
export async function runStep(run: StepRun): Promise<Result> {
  const { job, step, identity, log } = run
  const name = step.name ?? null
  const displayName = job.variables.expand(step.displayName)
  const task = step.kind === 'task' ? `${step.task.name}@${step.task.major}` : 'checkout'
  job.emit({ kind: 'step-started', ...identity, name, displayName, task })
  const { result, exitCode } = await runWhereDue(run)
  const { issues } = log
  job.emit({ kind: 'step-finished', ...identity, name, displayName, result, exitCode, issues })
  return result
}

async function runWhereDue(run: StepRun): Promise<AttemptOutcome> {
  const { job, step, log, cancel } = run
  const condition = stepCondition(run)
  if (condition.kind === 'skip') {
    log.line('plain', 'Skipping step due to condition evaluation.')
    for (const line of condition.lines) log.line('plain', line)
    return { result: 'skipped', exitCode: null }
  }
  if (condition.kind === 'error') {
    log.issue('error', condition.message)
    return { result: 'failed', exitCode: null }
  }
  for (const line of condition.lines) log.debug(line)
  if (cancel.aborted) return { result: 'canceled', exitCode: null }
  const container = step.container === undefined ? undefined : stepNeedsContainer(step.container, job.ports.settings)
  if (container) log.issue(container.refused ? 'error' : 'warning', container.text)
  if (container?.refused) return { result: 'failed', exitCode: null }
  const { result, exitCode } =
    step.kind === 'checkout' ? await checkOut({ ...run, step }) : await runAttempts({ ...run, step })
  const continues = job.variables.expand(step.continueOnError).trim().toLowerCase() === 'true'
  return { result: result === 'failed' && continues ? 'succeededWithIssues' : result, exitCode }
}
