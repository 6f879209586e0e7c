import type { Clock } from '@mintwell/clock'
import type { ByteSource } from '../../ground/random.ts'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import type { Assertion } from './assertion.ts'
import type { KnownAssertions, PresentedAssertion } from './known-assertions.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'
import { ticksText } from './time-text.ts'

/**
 * Checks the signature of an assertion with its issuer's keys. Refuses with 501661, 7000272, 5002730 or 700027.
 */
export async function verifySignature(
  presented: PresentedAssertion,
  keys: IssuerKeys,
  known: KnownAssertions,
): Promise<void> {
  const { assertion } = presented
  const key = await keys.find(assertion.issuer, assertion)
  if (key === 'unreachable') refuse(stsErrors.issuerUnreachable)
  if (key === 'unknown') refuse(stsErrors.unknownKey, { key: keyIdentifier(assertion), issuer: assertion.issuer })
  if (key === 'unusable') refuse(stsErrors.unsupportedKey)
  if (!known.isSignedWith(presented, key)) refuse(stsErrors.invalidSignature)
}

/** Checks that an assertion is within its time, with a tolerance at both ends. Refuses with 700024. */
export function verifyTime(
  assertion: Assertion,
  { clock, random, skewSeconds }: { readonly clock: Clock; readonly random: ByteSource; readonly skewSeconds: number },
): void {
  const now = clock.now()
  const notBefore = assertion.notBefore * 1_000
  const expires = assertion.expires * 1_000
  const skew = skewSeconds * 1_000
  if (notBefore - skew <= now && now <= expires + skew) return
  const [high = 0, low = 0] = random.bytes(2)
  refuse(stsErrors.outsideTimeRange, {
    now: ticksText(now, high * 256 + low),
    notBefore: ticksText(notBefore),
    expires: ticksText(expires),
  })
}

/** The longest that an assertion of an issuer may be valid, in seconds: a day and an hour (the text of AADSTS70023, MicrosoftDocs/azure-docs#86916). */
const LONGEST_LIFETIME_SECONDS = 90_000

/** Checks how long an assertion of an issuer is valid. One without `iat` counts as issued in 1970 (azure-docs#86915). Refuses with 70023. */
export function verifyLifetime({ issuedAt, expires }: Assertion): void {
  if (expires - issuedAt > LONGEST_LIFETIME_SECONDS) refuse(stsErrors.lifetimeTooLong, { issuedAt, expires })
}

/** A key as Entra names it: the thumbprint in hex where the id is one; empty where the token names no key. */
export function keyIdentifier({ kid, x5t }: Pick<Assertion, 'kid' | 'x5t'>): string {
  const name = kid ?? x5t ?? ''
  if (/^[0-9a-f]{40}$/i.test(name)) return name.toUpperCase()
  const bytes = Buffer.from(name, 'base64url')
  return bytes.length === THUMBPRINT_BYTES ? bytes.toString('hex').toUpperCase() : name
}

/** SHA-1. */
const THUMBPRINT_BYTES = 20
