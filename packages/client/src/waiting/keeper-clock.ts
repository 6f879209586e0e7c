import type { Clock } from '@mintwell/clock'

/** A clock for whoever waits on services. One that leaps, as the lab's does, says so: whoever waits for an answer is not asleep on it. */
export interface KeeperClock extends Clock {
  readonly leaps?: boolean
  /** Finds out what time it is by a clock that can be set. */
  sync?(): Promise<void>
}
