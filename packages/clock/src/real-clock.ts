import type { JobClock } from './job-clock.ts'

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
