import type { Instant } from '@mintwell/clock'
import type { IssuerKind } from './issuer.ts'

export type { Instant }

/**
 * How far Entra sets `iat` and `nbf` back from the moment of issue: 5 minutes
 * (openid/AppAuth-iOS#264, wordpress aad-sso#34: "iat and nbf are 5 minutes in the past"; the report of Microsoft Q&A 5866363 agrees to the second).
 */
export const ENTRA_BACKDATING_MS = 300_000

/** The times of a token. */
export interface Times {
  /** `iat`; where there is none, `nbf`. */
  readonly issuedAt: Instant
  /** `nbf`; null where there is none. */
  readonly notBefore: Instant | null
  /** `exp`: from this instant on the token is refused (RFC 7519 §4.1.4). */
  readonly expiresAt: Instant
  /** When the issuer really made it: `issuedAt`, plus 5 minutes for Entra's tokens. */
  readonly mintedAt: Instant
  /** `expiresAt - mintedAt`, in milliseconds. */
  readonly lifetime: number
}

/** When a token was made, from what it says: Entra back-dates, the others do not. */
export function mintedAt(issuedAt: Instant, kind: IssuerKind): Instant {
  return kind === 'entra' ? issuedAt + ENTRA_BACKDATING_MS : issuedAt
}

/** How old a token is at `now`, in milliseconds since it was made; negative when a clock is wrong. */
export function ageAt(times: Times, now: Instant): number {
  return now - times.mintedAt
}

/** How long a token is still good at `now`, in milliseconds; negative when it has ended. */
export function remainingAt(times: Times, now: Instant): number {
  return times.expiresAt - now
}
