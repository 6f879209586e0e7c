import type { Instant } from '@mintwell/clock'
import { effectiveContract, remainingAt, type Token } from '@mintwell/token'
import type { AskedToken, Observations } from './observations.ts'

/** Clocks and HTTP dates differ by seconds; more than a minute is something else. */
export const TOLERANCE_MS = 60_000

/** The requests that brought a token. */
export function issued(requests: readonly AskedToken[]): readonly Extract<AskedToken, { kind: 'token' }>[] {
  return requests.filter((request) => request.kind === 'token')
}

/** Whether the service gave the same token twice; undefined where it did not answer twice. */
export function repeats(requests: readonly AskedToken[]): boolean | undefined {
  const [first, second] = issued(requests)
  return first && second ? first.token.fingerprint === second.token.fingerprint : undefined
}

/** By how much the issuer's clock is ahead of the service that hands its tokens out, in milliseconds: known only where each request mints. */
export function issuerOffset(requests: readonly AskedToken[]): number {
  if (repeats(requests) !== false) return 0
  const last = issued(requests).at(-1)
  return last ? last.token.times.mintedAt - last.at : 0
}

/**
 * Whether the held token was minted before the task that handed it over started, so that the task did not ask for it: the service had bound it, or a step before had.
 * The task's own start tells best, then that of the run; with the feature on and neither known, a token older than a minute.
 */
export function isOlderThanTask(token: Token, observations: Observations): boolean {
  const { taskStart, lateBoundFlag, boundFingerprint, now, requests } = observations
  if (token.fingerprint === boundFingerprint) return true
  const start = taskStart.at ?? (lateBoundFlag === 'on' ? now : null)
  return start !== null && mintedBy(token, requests) < start - TOLERANCE_MS
}

/** When a token was minted by the service's clock rather than the issuer's. */
export function mintedBy(token: Token, requests: readonly AskedToken[]): Instant {
  return token.times.mintedAt - issuerOffset(requests)
}

/** Whether a token has ended, or ends too soon for what is planned: by the freshness contract, or by what the user says is needed. */
export function isEnding(token: Token, { now, needs }: Pick<Observations, 'now' | 'needs'>): boolean {
  const { minRemaining } = effectiveContract({}, token.times.lifetime)
  return remainingAt(token.times, now) < Math.max(minRemaining, needs ?? 0)
}
