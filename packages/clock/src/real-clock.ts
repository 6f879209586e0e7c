import type { JobClock } from './job-clock.ts'
import { createClock } from './machine-clock.ts'

/** The machine's own clock. */
export const realClock: JobClock = createClock({
  now: () => Date.now(),
  // `performance` would load a module for it.
  monotonic: () => Number(process.hrtime.bigint() / 1_000n) / 1_000,
  startTimer(ms, wake) {
    const timer = setTimeout(wake, ms)
    return () => clearTimeout(timer)
  },
})
