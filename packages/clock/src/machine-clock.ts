import type { Instant } from './clock.ts'
import type { JobClock } from './job-clock.ts'

/** What a machine has to tell the time by, and to wait with. */
export interface MachineTime {
  /** The wall clock, which anybody may set, forwards and back. */
  now(): Instant
  /** Milliseconds of a clock that nobody sets, and that may stand still while the machine is suspended. */
  monotonic(): number
  /** Calls back after that many milliseconds of the monotonic clock; returns how to stop it. */
  startTimer(ms: number, wake: () => void): () => void
}

/** How often a wait looks at the wall clock, in milliseconds: a clock that was set forwards, or a machine that slept, is noticed within this. */
const LOOK_MS = 30_000

/**
 * A clock that no change of the wall clock can stop. A wait ends when the wall clock has reached its instant, or when as much monotonic time has passed as there was left when
 * the wait began, whichever is first: set back by an hour, it does not wait an hour more; set forwards, it wakes within 30 s.
 */
export function createClock(machine: MachineTime): JobClock {
  return {
    enter: () => () => {},
    now: () => machine.now(),
    sleepUntil: (instant, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const end = machine.monotonic() + (instant - machine.now())
        let stop = () => {}
        const onAbort = () => {
          stop()
          reject(signal?.reason)
        }
        const look = () => {
          const left = Math.min(instant - machine.now(), end - machine.monotonic())
          // Not `left <= 0`: an instant that is not a number has passed, and must not become a timer that fires for ever.
          if (!(left > 0)) {
            signal?.removeEventListener('abort', onAbort)
            return resolve()
          }
          stop = machine.startTimer(Math.min(left, LOOK_MS), look)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        look()
      }),
  }
}
