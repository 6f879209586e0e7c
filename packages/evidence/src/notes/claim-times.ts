import { ENTRA_BACKDATING_MS, type Instant, issuerKind } from '@mintwell/token'

/** What a text tells about one token. */
export interface ClaimTimes {
  readonly issuedAt: Instant | null
  readonly notBefore: Instant | null
  readonly expiresAt: Instant | null
  readonly issuer?: string | null
  readonly subject?: string | null
  readonly audience?: string | null
  readonly fingerprint?: string | null
}

/** `exp - nbf` of a token that Entra issues for a connection: 24 h, begun 5 min before it was minted (gravitational/teleport RFD 0211, Microsoft Q&A 5866363). */
const ENTRA_WINDOW_MS = 86_700_000
/** Windows of Azure DevOps' issuer that begin 10 min before the token was made (samples of 2024 and 2025: `nbf` = `iat` - 600). */
const EARLY_WINDOWS_MS = [900_000, 1_200_000]
const EARLY_MS = 600_000
const TOLERANCE_MS = 2_000

/** When a token was made, as far as its times and its issuer tell; null where they do not. */
export function mintedAtOf({ issuedAt, notBefore, expiresAt, issuer, subject }: ClaimTimes): Instant | null {
  const begun = issuedAt ?? notBefore
  if (begun === null) return null
  const window = expiresAt === null ? null : expiresAt - (notBefore ?? begun)
  const is = (known: number) => window !== null && Math.abs(window - known) <= TOLERANCE_MS
  const isNamed = issuer !== undefined && issuer !== null && !issuer.includes('***')
  const isEntra = isNamed ? issuerKind(issuer, subject ?? null) === 'entra' : is(ENTRA_WINDOW_MS)
  if (isEntra) return begun + ENTRA_BACKDATING_MS
  // The issuing time is known to be it; a beginning only where the window says how early it is.
  if (issuedAt === null && EARLY_WINDOWS_MS.some(is)) return begun + EARLY_MS
  return begun
}

/** The name of a token that is known by its times alone. */
export function timesId({ issuedAt, notBefore, expiresAt }: ClaimTimes): string {
  const say = (instant: Instant | null) =>
    instant === null ? '?' : new Date(instant).toISOString().replace('.000Z', 'Z')
  return `${say(notBefore ?? issuedAt)}/${say(expiresAt)}`
}
