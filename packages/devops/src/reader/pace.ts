import type { Clock } from '@mintwell/clock'
import { DevOpsError } from '../errors.ts'

/** How many requests are under way at once; a choice that is polite to a limit per user (Microsoft Learn, "Rate limits": 200 TSTU in any five minutes). */
export const REQUESTS_AT_ONCE = 4
/** How long all the waiting that a service asks for may take together, in milliseconds. */
export const LONGEST_WAITING_MS = 30 * 60_000

/** Time, as the pace of requests needs it. */
export interface PaceClock extends Pick<Clock, 'now' | 'sleepUntil'> {
  /** Milliseconds of a clock that nobody sets: what a limit is measured with. */
  monotonic(): number
}

/**
 * Holds all requests to one service to its pace: a few at once, and none while it asks for a pause. A pause counts from when it was asked for, for everybody: several answers that
 * ask for 30 s cost 30 s.
 */
export class Pace {
  readonly #clock: PaceClock
  readonly #longestWaitingMs: number
  readonly #waiting: (() => void)[] = []
  #running = 0
  #atOnce: number
  #pausedUntil = Number.NEGATIVE_INFINITY
  #waitedMs = 0

  constructor(clock: PaceClock, { atOnce = REQUESTS_AT_ONCE, longestWaitingMs = LONGEST_WAITING_MS } = {}) {
    this.#clock = clock
    this.#atOnce = atOnce
    this.#longestWaitingMs = longestWaitingMs
  }

  /** How long requests were held back, in milliseconds. */
  get waitedMs(): number {
    return this.#waitedMs
  }

  /**
   * Sends one request when its turn comes.
   *
   * @throws DevOpsError `ERR_DEVOPS_THROTTLED` where the pauses take longer than allowed
   */
  async inTurn<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#takeTurn()
    try {
      for (;;) {
        const left = this.#pausedUntil - this.#clock.monotonic()
        if (left <= 0) break
        await this.#clock.sleepUntil(this.#clock.now() + left, signal)
      }
      signal?.throwIfAborted()
      return await request()
    } finally {
      this.#giveTurn()
    }
  }

  /**
   * Holds back every request for so many milliseconds.
   *
   * @throws DevOpsError `ERR_DEVOPS_THROTTLED`
   */
  pause(ms: number): void {
    const now = this.#clock.monotonic()
    const more = now + ms - Math.max(now, this.#pausedUntil)
    if (more <= 0) return
    this.#waitedMs += more
    if (this.#waitedMs > this.#longestWaitingMs) {
      throw new DevOpsError('ERR_DEVOPS_THROTTLED', {
        message: `The service asked for more than ${Math.round(this.#longestWaitingMs / 60_000)} minutes of waiting in all.`,
        hint: 'Run it again later, or with fewer projects at once; with --save it resumes where it stopped.',
        data: { waitedMs: this.#waitedMs },
      })
    }
    this.#pausedUntil = now + ms
  }

  /** Halves the number of requests at once: the service says that little of its allowance is left. */
  slowDown(): void {
    this.#atOnce = Math.max(1, Math.floor(this.#atOnce / 2))
  }

  #takeTurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve)
      this.#letGo()
    })
  }

  #giveTurn(): void {
    this.#running -= 1
    this.#letGo()
  }

  #letGo(): void {
    while (this.#running < this.#atOnce) {
      const next = this.#waiting.shift()
      if (!next) return
      this.#running += 1
      next()
    }
  }
}
