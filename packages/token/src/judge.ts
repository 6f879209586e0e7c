import { type Contract, effectiveContract } from './contract.ts'
import type { TokenReading } from './decode-token.ts'
import { ageAt, type Instant, remainingAt } from './times.ts'

/** What can be wrong with a token, worst first. */
export const findingNames = ['malformed', 'expired', 'not-yet-valid', 'expiring', 'echoed', 'stale'] as const

/** One thing that is wrong with a token. */
export type Finding = (typeof findingNames)[number]

/** The worst finding, or `fresh`. */
export type Verdict = Finding | 'fresh'

/** What a token was compared with to tell whether it was seen before: the answers to this request, the job's tokens, or a history of `count` runs. */
export interface ComparedWith {
  readonly scope: 'request' | 'job' | 'history'
  /** How many tokens, or for `history` runs, that is. */
  readonly count: number
}

/** The tokens seen before, by fingerprint. */
export interface Seen {
  readonly fingerprints: ReadonlySet<string>
  readonly comparedWith: ComparedWith
}

/** What is found in a token; `verdict` is the first of `findings`, which are worst first. */
export interface Judgement {
  readonly verdict: Verdict
  readonly findings: readonly Finding[]
}

/**
 * How far `nbf` may lie ahead of `now` before a token is `not-yet-valid`: 60 s. Token times and HTTP dates are whole seconds and clocks drift, so 0 would
 * condemn tokens that every service takes (RFC 7519 §4.1.5 allows a leeway of up to a few minutes; Entra gives 5, Vault's `clock_skew_leeway` 60 s, the
 * strictest that we know). There is none at the other end: what a service may forgive after `exp` is not ours to spend.
 */
export const CLOCK_TOLERANCE_MS = 60_000

/** No token seen before: the first of a request. */
export const nothingSeen: Seen = { fingerprints: new Set(), comparedWith: { scope: 'request', count: 0 } }

/**
 * Judges a token by the freshness contract.
 *
 * At the boundaries: a token ends *at* `exp` (RFC 7519 §4.1.4); with exactly `minRemaining` left it is not `expiring`, and at exactly `maxAge` not `stale`.
 *
 * @param now the instant to judge at, by the server's clock where that is known
 * @example
 * const { verdict } = judge(readToken(text), { minRemaining: 600_000 }, clock.now(), nothingSeen)
 */
export function judge(reading: TokenReading, contract: Contract, now: Instant, seen: Seen): Judgement {
  const findings = reading.kind === 'malformed' ? (['malformed'] as const) : findingsOf(reading, contract, now, seen)
  return { verdict: findings[0] ?? 'fresh', findings }
}

function findingsOf(
  token: Extract<TokenReading, { kind: 'token' }>,
  contract: Contract,
  now: Instant,
  seen: Seen,
): readonly Finding[] {
  const { times } = token
  const { minRemaining, budget, maxAge, distinct } = effectiveContract(contract, times.lifetime)
  const remaining = remainingAt(times, now)
  const findings: Finding[] = []
  // Each comparison is written so that a clock or a contract that is no number proves nothing, rather than passes.
  const lasts = remaining > 0
  if (!lasts) findings.push('expired')
  if (times.notBefore !== null && times.notBefore > now + CLOCK_TOLERANCE_MS) findings.push('not-yet-valid')
  // An ended token is not said to be ending as well: the two are one measure.
  if (lasts && !(remaining >= Math.max(minRemaining, budget))) findings.push('expiring')
  if (distinct && seen.fingerprints.has(token.fingerprint)) findings.push('echoed')
  if (!(ageAt(times, now) <= maxAge)) findings.push('stale')
  return findings
}

/** Whether a step must not start with such a token: `expiring` and worse. `echoed` and `stale` are warnings while enough remains. */
export function isBreach(verdict: Verdict): boolean {
  return verdict !== 'fresh' && findingNames.indexOf(verdict) <= findingNames.indexOf('expiring')
}
