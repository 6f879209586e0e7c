import type { Instant } from '@mintwell/clock'
import { CLOCK_TOLERANCE_MS, type Contract, judge, readToken, type Seen, type TokenReading } from '@mintwell/token'
import type { Held } from './held.ts'
import type { KeeperState } from './keeper-state.ts'

/** The resolution of an HTTP date, in milliseconds. */
const DATE_RESOLUTION_MS = 1_000

/** A text that came from the source, judged; `held` is undefined where it is no token. */
export interface Judged {
  readonly reading: TokenReading
  readonly held: Held | undefined
  readonly seen: ReadonlySet<string>
}

/** The contract as tokens are judged by it: a budget counts only where nothing can refresh. */
export function judgedBy({ options }: KeeperState): Contract {
  if (!options.refreshable) return options.contract
  const { budget: _met, ...rest } = options.contract
  return rest
}

/** Judges what came against what this keeper, and the receipts before it, have seen. */
export function judgeToken(
  state: KeeperState,
  token: string,
  now: Instant,
): Judged & { readonly judgement: Held['judgement'] } {
  const reading = readToken(token)
  const judgement = judge(reading, judgedBy(state), judgedAt(reading, now), seenBefore(state, state.seen))
  const held = reading.kind === 'token' ? { token, reading, judgement, receivedAt: now } : undefined
  const seen = reading.kind === 'token' ? new Set([...state.seen, reading.fingerprint]) : state.seen
  return { reading, judgement, held, seen }
}

/** Judges a held token anew, because time has passed. Itself it has not seen before, except where that was found when it came. */
export function judgeAgain(state: KeeperState, held: Held, now: Instant): Held {
  const others = new Set(state.seen)
  if (!held.judgement.findings.includes('echoed')) others.delete(held.reading.fingerprint)
  return {
    ...held,
    judgement: judge(held.reading, judgedBy(state), judgedAt(held.reading, now), seenBefore(state, others)),
  }
}

/** In its last second a token is judged as at its end; see {@link usableUntil}. */
function judgedAt(reading: TokenReading, now: Instant): Instant {
  return reading.kind === 'token' && usableUntil(reading) <= now ? Math.max(now, reading.times.expiresAt) : now
}

function seenBefore({ options }: KeeperState, own: ReadonlySet<string>): Seen {
  const { fingerprints, comparedWith } = options.history
  return {
    fingerprints: fingerprints.size === 0 ? own : new Set([...fingerprints, ...own]),
    comparedWith: fingerprints.size === 0 ? { scope: 'request', count: own.size } : comparedWith,
  }
}

/** Of two tokens the one that serves longer; of one token twice the later judgement, which has more to go by. */
export function better(first: Held | undefined, second: Held | undefined): Held | undefined {
  if (!first || !second) return second ?? first
  return second.reading.times.expiresAt >= first.reading.times.expiresAt ? second : first
}

/**
 * From when on a token is not handed out any more: a second before it expires. The server's clock is known from the `Date` of its answers, which are whole seconds rounded down
 * (RFC 9110 §5.6.7): by as much it may be ahead of what is believed here, and what has expired by its clock is never handed out.
 */
export function usableUntil({ times }: Pick<Held['reading'], 'times'>): Instant {
  return times.expiresAt - DATE_RESOLUTION_MS
}

/** When a token that is not valid yet becomes so, by the judge's own tolerance. */
export function maturity({ reading: { times } }: Held): Instant {
  return (times.notBefore ?? times.issuedAt) - CLOCK_TOLERANCE_MS
}
