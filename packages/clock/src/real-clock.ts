import type { JobClock } from './job-clock.ts'
import { createClock } from './machine-clock.ts'

/** Milliseconds of the machine's monotonic clock, which nobody sets. `performance` would load a module for it. */
export const realMonotonic = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000

/** The machine's own clock. */
export const realClock: JobClock = createClock({
  now: () => Date.now(),
  monotonic: realMonotonic,
  startTimer(ms, wake) {
    const timer = setTimeout(wake, ms)
    return () => clearTimeout(timer)
  },
})
