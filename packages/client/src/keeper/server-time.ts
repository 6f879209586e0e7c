import type { Instant } from '@mintwell/clock'

/** Two ways to see time pass on this machine. */
export interface LocalTime {
  /** The wall clock, which can be wrong and can be set. */
  readonly now: () => Instant
  /** Milliseconds of a clock that nobody sets, and that may stand still while the machine sleeps. */
  readonly monotonic?: () => number
}

/** A lead smaller than this counts as none: HTTP dates are whole seconds, and being ahead is the safe side. Behind an answer's date is behind for sure. */
const SLACK_MS = 1_000

/**
 * The server's time, as well as it can be known here: learned from the `Date` of its answers, carried on by whichever of this machine's clocks has moved further
 * since. The wall clock alone would let a token live on when it is set back, and the monotonic one when the machine sleeps; too late is the safe side.
 */
export class ServerTime {
  readonly #local: LocalTime
  #base: { readonly server: Instant; readonly wall: Instant; readonly monotonic: number }

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

  /**
   * Takes note of an answer's `Date`; the request was sent at `sentAt` by this object's own time. Nothing changes while the two agree. Gives by how much the
   * present has moved, in milliseconds.
   *
   * @param serverTime whole seconds, rounded down (RFC 9110 §5.6.7)
   */
  learn(serverTime: Instant, sentAt: Instant): number {
    const now = this.now()
    if (sentAt < serverTime + 1_000 + SLACK_MS && now >= serverTime) return 0
    const server = serverTime + 500
    this.#base = { server, wall: this.#local.now(), monotonic: this.#local.monotonic?.() ?? 0 }
    return server - now
  }
}
