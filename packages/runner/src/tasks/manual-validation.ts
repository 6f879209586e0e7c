import type { TaskOutcome } from '@mintwell/azure-cli'
import type { BuiltInRun } from './built-in-run.ts'
import { failed, succeeded } from './outcomes.ts'

/** The service waits no longer than this, in minutes: 30 days (microsoft/azure-pipelines-tasks, ManualValidationV1/task.json). */
const LONGEST_WAIT_MINUTES = 30 * 24 * 60

/**
 * ManualValidation@0 and @1: approved at once where the run was started with `--approve`. Else nobody comes, as at night: it waits on the run's clock for the timeout of the step,
 * 30 days where it has none, and does what `onTimeout` says. The job's own timeout ends it before, as on the service.
 */
export async function runManualValidation({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  const { job, step, log, stopped } = attempt
  const instructions = host.input('instructions')
  if (instructions !== '') log.line('plain', `Instructions: ${instructions}`)
  if (job.ports.settings.approve) {
    log.line('plain', 'Approved: the run was started with --approve.')
    return succeeded
  }
  const minutes = Math.min(step.timeoutInMinutes || LONGEST_WAIT_MINUTES, LONGEST_WAIT_MINUTES)
  log.line('plain', `Waiting ${minutes} minutes for an approval; --approve approves at once.`)
  try {
    await job.sleepUntil(host.now() + minutes * 60_000, stopped)
  } catch {
    return failed('The manual validation was stopped.')
  }
  if (host.input('onTimeout').toLowerCase() === 'resume') {
    log.line('plain', 'Nobody responded in time, and onTimeout is resume: the run continues.')
    return succeeded
  }
  return failed('The manual validation was rejected: nobody approved it in time, and onTimeout is reject.')
}
