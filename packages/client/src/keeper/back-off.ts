import type { Instant } from '@mintwell/clock'
import type { RequestFailure } from './held.ts'
import type { Random } from './refresh-time.ts'

/** Exponential with full jitter, from 2 s to 30 s (Vault's agent takes 10 s to 5 min, which is too slow for tokens of ten minutes). */
const FIRST_CAP_MS = 2_000
const LONGEST_CAP_MS = 30_000
/** Full jitter may draw nothing at all; the floor, a tenth of the cap, keeps a row of such draws from being a storm. */
const FLOOR_PART = 0.1
/** A failure that will not pass is tried again at this pace, in case it does: from a minute, half of what the token has left, at most ten minutes. */
const PERMANENT_FIRST_MS = 60_000
const PERMANENT_LONGEST_MS = 600_000

/** How long to wait after the `count`th failure in a row, in milliseconds. */
export function backOff(count: number, random: Random): number {
  const cap = Math.min(LONGEST_CAP_MS, FIRST_CAP_MS * 2 ** Math.min(10, count - 1))
  return cap * (FLOOR_PART + (1 - FLOOR_PART) * random())
}

/** When to ask again after a failure. `expiresAt` is the end of the token that is still held. */
export function retryTime(
  failure: RequestFailure,
  count: number,
  expiresAt: Instant | undefined,
  now: Instant,
  random: Random,
): Instant {
  const asked = failure.retryAfter ?? 0
  if (failure.kind !== 'permanent') return now + Math.max(asked, backOff(count, random))
  const half = expiresAt === undefined ? PERMANENT_LONGEST_MS : (expiresAt - now) / 2
  return now + Math.max(asked, PERMANENT_FIRST_MS, Math.min(PERMANENT_LONGEST_MS, half))
}
