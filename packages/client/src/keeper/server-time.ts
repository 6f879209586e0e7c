import type { Instant } from '@mintwell/clock'

/** Two ways to see time pass on this machine. */
export interface LocalTime {
  /** The wall clock, which can be wrong and can be set. */
  readonly now: () => Instant
  /** Milliseconds of a clock that nobody sets, and that may stand still while the machine sleeps. */
  readonly monotonic?: () => number
}

/** HTTP dates are whole seconds, and an answer is on its way for a moment: a difference smaller than this is none. */
const SLACK_MS = 1_000

/**
 * The server's time, as well as it can be known here: learned from the `Date` of its answers, carried on by whichever of this machine's clocks has moved further
 * since. The wall clock alone would let a token live on when it is set back, and the monotonic one when the machine sleeps; too late is the safe side.
 */
export class ServerTime {
  readonly #local: LocalTime
  #base: { readonly server: Instant; readonly wall: Instant; readonly monotonic: number }
  #learned = false

  constructor(local: LocalTime) {
    this.#local = local
    const wall = local.now()
    this.#base = { server: wall, wall, monotonic: local.monotonic?.() ?? 0 }
  }

  /** The present by the server's clock; by this machine's while no server has told. */
  now(): Instant {
    const { server, wall, monotonic } = this.#base
    const byWall = this.#local.now() - wall
    const byMonotonic = this.#local.monotonic ? this.#local.monotonic() - monotonic : byWall
    return server + Math.max(byWall, byMonotonic)
  }

  /** Whether a server has told its time. */
  get learned(): boolean {
    return this.#learned
  }

  /** How far this machine's wall clock is ahead of the server's, in milliseconds. */
  get wallClockAhead(): number {
    return this.#local.now() - this.now()
  }

  /**
   * Takes note of an answer's `Date`; the request was sent at `sentAt` by this object's own time. Nothing changes while the two agree.
   *
   * @param serverTime whole seconds, rounded down (RFC 9110 §5.6.7)
   */
  learn(serverTime: Instant, sentAt: Instant): void {
    this.#learned = true
    const now = this.now()
    if (sentAt < serverTime + 1_000 + SLACK_MS && now >= serverTime - SLACK_MS) return
    this.#base = { server: serverTime + 500, wall: this.#local.now(), monotonic: this.#local.monotonic?.() ?? 0 }
  }
}
