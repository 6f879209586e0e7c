import type { TaskOutcome } from '@mintwell/azure-cli'
import type { BuiltInRun } from './built-in-run.ts'
import { failed, succeeded } from './outcomes.ts'

/** Delay@1: waits on the run's clock, which may leap. */
export async function runDelay({ host, attempt }: BuiltInRun): Promise<TaskOutcome> {
  const text = host.input('delayForMinutes')
  const minutes = Number(text)
  if (!Number.isFinite(minutes) || minutes < 0) return failed(`The delay '${text}' is not a number of minutes.`)
  const { job, log, stopped } = attempt
  log.line('plain', `Waiting for ${minutes} minutes.`)
  try {
    await job.sleepUntil(host.now() + minutes * 60_000, stopped)
  } catch {} // Stopped: the step's end is decided by who stopped it.
  return succeeded
}
