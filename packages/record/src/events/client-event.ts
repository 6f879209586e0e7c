import type { Instant } from '@mintwell/clock'
import type { TokenReading } from '@mintwell/token'
import type { StepIdentity } from './step-identity.ts'

/** What a token says of itself, without its text and its claims. */
export type TokenFacts =
  | {
      readonly kind: 'token'
      readonly fingerprint: string
      readonly tokenId: string | null
      readonly issuer: string | null
      readonly subject: string | null
      readonly audience: string | readonly string[] | null
      readonly issuedAt: Instant
      readonly notBefore: Instant | null
      readonly expiresAt: Instant
      readonly mintedAt: Instant
    }
  | Extract<TokenReading, { kind: 'malformed' }>

/** The facts of a token that was read. */
export function factsOf(reading: TokenReading): TokenFacts {
  if (reading.kind === 'malformed') return reading
  const { kind, fingerprint, tokenId, issuer, subject, audience, times } = reading
  const { issuedAt, notBefore, expiresAt, mintedAt } = times
  return { kind, fingerprint, tokenId, issuer, subject, audience, issuedAt, notBefore, expiresAt, mintedAt }
}

/** A step took a token. */
export interface TokenTaken extends StepIdentity {
  readonly kind: 'token-taken'
  readonly at: Instant
  readonly connection: string | null
  /** What gave it: `oidc`, `late-bound`. */
  readonly source: string
  readonly token: TokenFacts
}

/** What those say who take tokens. */
export type ClientEvent = TokenTaken
