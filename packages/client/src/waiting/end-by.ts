import type { Instant } from '@mintwell/clock'
import type { KeeperClock } from './keeper-clock.ts'

/** How a piece of work is bounded. */
export interface TimeLimit {
  readonly clock: KeeperClock
  /** When the work must have ended, by that clock. */
  readonly until: Instant
  /** The caller's own signal; its reason is what is thrown where it aborts. */
  readonly signal?: AbortSignal | undefined
  /** The error of work that did not end in time. */
  readonly late: () => Error
}

/**
 * Does a piece of work that must end by an instant. The work is given a signal that aborts then, and is given up even where it ignores the signal. On a clock that leaps there is
 * no limit but the work's own: to wait on that clock would make it leap over the answer.
 */
export function endBy<T>(
  { clock, until, signal, late }: TimeLimit,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const over = new AbortController()
    const waiting = new AbortController()
    const finish = () => {
      waiting.abort()
      signal?.removeEventListener('abort', onAbort)
    }
    const giveUp = (reason: unknown) => {
      finish()
      over.abort(reason)
      reject(reason)
    }
    const onAbort = () => giveUp(signal?.reason)
    signal?.addEventListener('abort', onAbort, { once: true })
    if (!clock.leaps)
      clock.sleepUntil(until, waiting.signal).then(
        () => giveUp(late()),
        () => {}, // The work has ended before.
      )
    // Asked in a promise's own function, so that work that throws at once is treated as work that fails.
    Promise.resolve(over.signal).then(work).then(resolve, reject).finally(finish)
  })
}
