import type { Clock } from '@mintwell/clock'
import type { Random } from '../../ground/random.ts'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import type { Assertion } from './assertion.ts'
import type { KnownAssertions } from './known-assertions.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'
import { ticksText } from './time-text.ts'

/**
 * Checks the signature of an assertion with its issuer's keys (RS256 only). Refuses with 5002738, 501661, 7000272 or 700027.
 */
export async function verifySignature(
  assertion: Assertion,
  keys: IssuerKeys,
  signatures: KnownAssertions,
): Promise<void> {
  const { algorithm } = assertion
  if (algorithm !== 'RS256') refuse(stsErrors.unsupportedAlgorithm, { algorithm })
  const key = await keys.find(assertion.issuer, assertion)
  if (key === 'unreachable') refuse(stsErrors.issuerUnreachable)
  if (key === 'unknown') refuse(stsErrors.unknownKey, { key: keyIdentifier(assertion), issuer: assertion.issuer })
  if (!signatures.isSignedWith(assertion, key)) refuse(stsErrors.invalidSignature)
}

/** Checks that an assertion is within its time, with a tolerance at both ends. Refuses with 700024. */
export function verifyTime(
  assertion: Assertion,
  { clock, random, skewSeconds }: { readonly clock: Clock; readonly random: Random; readonly skewSeconds: number },
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

/** A key as Entra names it: the thumbprint in hex where the id is one; empty where the token names no key. */
export function keyIdentifier({ kid, x5t }: Pick<Assertion, 'kid' | 'x5t'>): string {
  const name = kid ?? x5t ?? ''
  if (/^[0-9a-f]{40}$/i.test(name)) return name.toUpperCase()
  const bytes = Buffer.from(name, 'base64url')
  return bytes.length === THUMBPRINT_BYTES ? bytes.toString('hex').toUpperCase() : name
}

/** SHA-1. */
const THUMBPRINT_BYTES = 20
