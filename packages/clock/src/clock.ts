import type { JobClock } from './job-clock.ts'

/** A moment: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/**
 * The one way that library code learns the time and waits. Two adapters: the real clock (here) and the lab's, which can be set and leaps.
 *
 * @example
 * await clock.sleepUntil(clock.now() + 5_000, signal)
 */
export interface Clock {
  /** The present instant. */
  now(): Instant
  /** Resolves at `instant` (at once when it has passed); rejects with the signal's reason when `signal` aborts first. */
  sleepUntil(instant: Instant, signal?: AbortSignal): Promise<void>
}

/** The longest delay that a Node timer takes; a longer one fires at once (Node.js documentation, `setTimeout`). */
const LONGEST_TIMER_MS = 2_147_483_647

/** The machine's own clock. */
export const realClock: JobClock = {
  enter: () => () => {},
  now: () => Date.now(),
  sleepUntil: (instant, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason)
      let timer: NodeJS.Timeout
      const onAbort = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const arm = () => {
        const left = instant - Date.now()
        // Not `left <= 0`: an instant that is no number is past, not a timer that fires for ever.
        if (!(left > 0)) {
          signal?.removeEventListener('abort', onAbort)
          return resolve()
        }
        timer = setTimeout(arm, Math.min(left, LONGEST_TIMER_MS))
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      arm()
    }),
}
