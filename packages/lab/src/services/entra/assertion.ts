import { isGuid } from '../../ground/guid.ts'
import { isRsaAlgorithm, type RsaAlgorithm } from '../../ground/jws/rsa-algorithm.ts'
import { hasForbiddenHeader, splitJws } from '../../ground/jws/split-jws.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

/** What a client assertion says, whose form is good. Nothing of it is trusted yet. The token itself is not kept. */
export interface Assertion {
  readonly algorithm: RsaAlgorithm
  readonly kid: string | undefined
  readonly x5t: string | undefined
  /** `x5t#S256`. */
  readonly x5tSha256: string | undefined
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  /** Seconds since the epoch; 0 where the claim is missing, as Entra prints it. */
  readonly issuedAt: number
  readonly notBefore: number
  readonly expires: number
  /** `idtyp` of a token that Entra issued. */
  readonly tokenKind: unknown
  /** What marks a token of Entra as made for federation: for a managed identity (`xms_mirid`), or by Azure DevOps for a connection (`xms_ficinfo`). */
  readonly isForFederation: boolean
}

/** The last second that .NET's dates have: 9999-12-31T23:59:59Z. */
const LAST_SECOND = 253_402_300_799
const TYPES: readonly unknown[] = [undefined, 'JWT', 'http://openid.net/specs/jwt/1.0']

/** Takes a compact JWS apart (RFC 7515, 7519). Refuses with 50027, 5002723, 5002727, 5002738 or 90014. */
export function parseAssertion(compact: string): Assertion {
  const { header, claims } = splitJws(compact) ?? refuse(stsErrors.malformedToken)
  const algorithm = checkHeader(header)
  const [kid, x5t, x5tSha256] = ['kid', 'x5t', 'x5t#S256'].map((name) => nameOfKey(header[name]))
  if (kid === undefined && x5t === undefined && x5tSha256 === undefined) refuse(stsErrors.noKeyNamed)
  const isOwn = typeof claims.iss === 'string' && isGuid(claims.iss)
  const [issuedAt, notBefore, expires] = [claims.iat, claims.nbf, claims.exp].map((value) => timeOf(value, isOwn))
  return {
    algorithm,
    kid,
    x5t,
    x5tSha256,
    issuer: requiredText(claims, 'iss'),
    subject: requiredText(claims, 'sub'),
    audience: requiredText(claims, 'aud'),
    issuedAt: issuedAt ?? 0,
    notBefore: notBefore ?? 0,
    expires: expires ?? 0,
    tokenKind: claims.idtyp,
    isForFederation: Object.hasOwn(claims, 'xms_mirid') || Object.hasOwn(claims, 'xms_ficinfo'),
  }
}

/** All RSA algorithms are accepted, others refused (AzureAD/microsoft-identity-web#3467). */
function checkHeader(header: Readonly<Record<string, unknown>>): Assertion['algorithm'] {
  const { alg } = header
  if (typeof alg !== 'string') refuse(stsErrors.malformedToken)
  if (!isRsaAlgorithm(alg)) refuse(stsErrors.unsupportedAlgorithm, { algorithm: alg })
  if (!TYPES.includes(header.typ)) refuse(stsErrors.tokenType)
  if (hasForbiddenHeader(header)) refuse(stsErrors.malformedToken)
  return alg
}

/** An empty name is as good as none. */
function nameOfKey(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value || undefined
  return refuse(stsErrors.malformedToken)
}

function requiredText(claims: Readonly<Record<string, unknown>>, name: string): string {
  const value = claims[name]
  if (value === undefined || value === '') refuse(stsErrors.missingClaim, { name })
  // An `aud` that is an array is refused too (openid-client#348).
  return typeof value === 'string' ? value : refuse(stsErrors.malformedToken)
}

/**
 * Seconds; what .NET cannot make a date of is refused. An assertion that an application signed itself may have fractions, which do not count: MSAL for
 * Python, and so az with a certificate, writes them (seen with azure-cli 2.45.0).
 */
function timeOf(value: unknown, mayHaveFraction: boolean): number {
  if (value === undefined) return 0
  if (typeof value !== 'number' || value < 0 || value > LAST_SECOND) return refuse(stsErrors.malformedToken)
  return Number.isInteger(value) || mayHaveFraction ? Math.floor(value) : refuse(stsErrors.malformedToken)
}
