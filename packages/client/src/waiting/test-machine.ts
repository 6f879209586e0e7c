import { createClock, type Instant, type JobClock, type MachineTime } from '@mintwell/clock'

/** A machine for tests: true time moves when the test says so, and the wall clock can be set without it. */
export class TestMachine implements MachineTime {
  /** How far the wall clock is ahead of the true time. */
  skew = 0
  readonly clock: JobClock = createClock(this)
  readonly #timers = new Set<{ readonly at: Instant; readonly wake: () => void }>()
  #true: Instant

  constructor(start: Instant) {
    this.#true = start
  }

  /** What time it really is: what a server says. */
  trueTime = (): Instant => this.#true

  now(): Instant {
    return this.#true + this.skew
  }

  monotonic(): number {
    return this.#true
  }

  startTimer(ms: number, wake: () => void): () => void {
    // Whole milliseconds and at least one, as Node's timers have it.
    const timer = { at: this.#true + Math.max(1, Math.ceil(ms)), wake }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Moves on by that many milliseconds of true time, waking all that are due, in order. */
  async advance(ms: number): Promise<void> {
    const end = this.#true + ms
    for (;;) {
      await settled()
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at)
      if (!next || next.at > end) break
      this.#true = Math.max(this.#true, next.at)
      this.#timers.delete(next)
      next.wake()
    }
    this.#true = end
    await settled()
  }
}

/** Lets everything that waits for nothing but a promise go on. */
const settled = () => new Promise((resolve) => setImmediate(resolve))
