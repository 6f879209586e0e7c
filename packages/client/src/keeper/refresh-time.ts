import type { Instant } from '@mintwell/clock'
import { type Contract, effectiveContract, type Times } from '@mintwell/token'

/** A number from 0 up to, and without, 1. */
export type Random = () => number

/** Refresh between these parts of what a token has left when it comes: half leaves two full windows for retries, the spread keeps a fleet from asking at once (docs/policies.md). */
const EARLIEST_PART = 0.5
const LATEST_PART = 0.6
/** Longer tokens are refreshed every hour: an issuer that rotates late is then noticed long before it matters. */
const LONG_LIFETIME_MS = 2 * 3_600_000
const LONG_INTERVAL_MS = 3_600_000
/** Never sooner than this after a token came, in milliseconds, nor than a tenth of what it has left; half of that where it lives for less than a minute. */
const SHORTEST_INTERVAL_MS = 30_000
/** And never sooner than this, however short tokens live: the bound on the rate of requests. */
const SHORTEST_OF_ALL_MS = 2_000
/** The mandatory window: the larger of 60 s and a tenth of the lifetime, but never more than a third of a short one. */
const MANDATORY_MS = 60_000
/** An echoing service rotates seconds before the end (3 s in the report behind this project), so one look is taken just before it and one just after. */
const BEFORE_END_MS = 2_000
const AFTER_END_MS = 1_000
/** Between two looks while a token is waited for. */
const POLL_LONGEST_MS = 30_000
const POLL_SHORTEST_MS = 20_000

/**
 * When to refresh a token that came at `now`: at 50 to 60 % of what it has left, every hour at most where it lives longer than two, and before `minRemaining` is
 * reached. What is left counts and not the lifetime, so that one that came old (echoed) is looked after sooner.
 */
export function refreshTime(times: Times, contract: Contract, now: Instant, random: Random): Instant {
  const left = times.expiresAt - now
  const part = EARLIEST_PART + (LATEST_PART - EARLIEST_PART) * random()
  const interval = left > LONG_LIFETIME_MS ? (LONG_INTERVAL_MS * part) / LATEST_PART : left * part
  const { minRemaining } = effectiveContract(contract, times.lifetime)
  const wanted = Math.min(interval, Math.max(left - minRemaining, left / 10))
  return now + Math.max(SHORTEST_OF_ALL_MS, Math.min(SHORTEST_INTERVAL_MS, left / 2), wanted)
}

/** When to look again whether the source has rotated a token that ends at `expiresAt`. */
export function pollTime(expiresAt: Instant | undefined, now: Instant, random: Random): Instant {
  const regular = now + POLL_SHORTEST_MS + (POLL_LONGEST_MS - POLL_SHORTEST_MS) * random()
  if (expiresAt === undefined) return regular
  const special = [expiresAt - BEFORE_END_MS, expiresAt + AFTER_END_MS].filter((instant) => instant > now + 1_000)
  return Math.min(regular, ...special)
}

/** How much a token must have left to be handed out without asking for a newer one first. */
export function mandatoryWindow(times: Times): number {
  return Math.min(Math.max(MANDATORY_MS, times.lifetime / 10), times.lifetime / 3)
}
