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
