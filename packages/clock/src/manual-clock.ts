import type { Clock, Instant } from './clock.ts'

/** A clock for tests, moved by hand: nothing waits in real time. */
export interface ManualClock extends Clock {
  /** Moves on and wakes all who are due. */
  advance(ms: number): void
  /** Moves on from wake to wake, or by steps of so many milliseconds, and lets everything else run in between. */
  pass(ms: number, stepMs?: number): Promise<void>
  /** Sets the time, backwards too, and wakes nobody. */
  set(instant: Instant): void
  /** When those who sleep want to be woken, the first first. */
  readonly wakes: readonly Instant[]
}

/** What happens to sleepers: they `wait` until the clock is moved, they `move` it themselves and wake at once, or they are `refused`, where nothing under test may sleep. */
export type ManualSleep = 'wait' | 'move' | 'refuse'

/**
 * Makes a clock that moves only by hand.
 *
 * @param start an instant, or a clock's `now` that goes on by itself
 *
 * @example
 * const clock = createManualClock(Date.UTC(2026, 3, 20))
 * const slept = clock.sleepUntil(clock.now() + 60_000)
 * clock.advance(60_000)
 * await slept
 */
export function createManualClock(start: Instant | (() => Instant) = 0, sleep: ManualSleep = 'wait'): ManualClock {
  const base = typeof start === 'number' ? () => start : start
  let offset = 0
  const sleepers = new Set<{ readonly at: Instant; readonly wake: () => void }>()
  const now = () => base() + offset
  const wakeDue = () => {
    for (const sleeper of [...sleepers].sort((a, b) => a.at - b.at)) {
      if (sleeper.at > now()) return
      sleepers.delete(sleeper)
      sleeper.wake()
    }
  }
  const clock: ManualClock = {
    now,
    sleepUntil(at, signal) {
      if (sleep === 'refuse') return Promise.reject(new Error(`nothing was to sleep here, until ${at}`))
      if (sleep === 'move') clock.set(Math.max(now(), at))
      return sleep === 'move' ? Promise.resolve() : fallAsleep(sleepers, at, signal)
    },
    advance(ms) {
      offset += ms
      wakeDue()
    },
    async pass(ms, stepMs) {
      const end = now() + ms
      for (;;) {
        await turn()
        const next = stepMs === undefined ? (clock.wakes[0] ?? end) : now() + stepMs
        if (next > end || now() >= end) break
        clock.advance(Math.max(0, next - now()))
      }
      clock.advance(Math.max(0, end - now()))
      await turn()
    },
    set(instant) {
      offset += instant - now()
    },
    get wakes() {
      return [...sleepers].map(({ at }) => at).sort((a, b) => a - b)
    },
  }
  return clock
}

function fallAsleep(
  sleepers: Set<{ readonly at: Instant; readonly wake: () => void }>,
  at: Instant,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const sleeper = { at, wake: resolve }
    sleepers.add(sleeper)
    signal?.addEventListener('abort', () => {
      sleepers.delete(sleeper)
      reject(signal.reason)
    })
  })
}

/** Lets everything run that is ready to. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
