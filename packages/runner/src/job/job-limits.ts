import type { JobState } from './job-state.ts'

/** What ends the steps of a job before they end themselves. */
export interface Limits {
  /** The user's cancel, or the end of the job's time. */
  readonly cancel: AbortSignal
  /** The end of the time that the steps have which run all the same (`cancelTimeoutInMinutes`). */
  readonly cancelTimeUp: AbortSignal
  /** The job is over: nothing is watched any more. */
  end(): void
}

/** Watches the user's cancel, unless it came before the job, and the job's times, on the clock. */
export function watchLimits(state: JobState, afterCancel: boolean): Limits {
  const { ports, job } = state
  const { clock, signal } = ports
  const cancel = new AbortController()
  const cancelTimeUp = new AbortController()
  const over = new AbortController()
  /** Does something so many minutes from now, unless the job is over by then. */
  const after = (minutes: number, act: () => void) => {
    clock.sleepUntil(clock.now() + minutes * 60_000, over.signal).then(act, () => {})
  }
  const onCancel = (reason: unknown) => {
    if (cancel.signal.aborted) return
    cancel.abort(reason)
    after(job.cancelTimeoutInMinutes, () => {
      state.emit({
        kind: 'note',
        text: `The job ${job.name} was canceled ${job.cancelTimeoutInMinutes} min ago: whatever still runs is killed.`,
      })
      cancelTimeUp.abort(new Error('the time to cancel is up'))
    })
  }
  const onSignal = () => onCancel(signal.reason)
  if (!afterCancel && signal.aborted) onSignal()
  else signal.addEventListener('abort', onSignal, { once: true })
  if (job.timeoutInMinutes > 0) {
    after(job.timeoutInMinutes, () => {
      state.emit({
        kind: 'note',
        text: `The job ${job.name} has run for ${job.timeoutInMinutes} min, its timeout: it is canceled.`,
      })
      onCancel(new Error('the job timed out'))
    })
  }
  return {
    cancel: cancel.signal,
    cancelTimeUp: cancelTimeUp.signal,
    end: () => {
      signal.removeEventListener('abort', onSignal)
      over.abort()
    },
  }
}
