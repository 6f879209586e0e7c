import type { Clock } from '@mintwell/clock'

/** A clock for code that waits on services. One that leaps, as the lab's does, must be told: waiting for an answer is not sleeping on it. */
export interface KeeperClock extends Clock {
  readonly leaps?: boolean
  /** Finds out what time it is by a clock that can be set. */
  sync?(): Promise<void>
}
