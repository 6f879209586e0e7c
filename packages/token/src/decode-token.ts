import { decodeBase64url } from './base64url.ts'
import { TokenError } from './errors.ts'
import { fingerprint } from './fingerprint.ts'
import { type IssuerKind, issuerKind } from './issuer.ts'
import type { MalformedReason, MalformedToken } from './malformed.ts'
import { type Instant, mintedAt, type Times } from './times.ts'

/**
 * The longest text that is read as a token: 1 MiB. Servers refuse headers and form fields far shorter than that, and go-azure-sdk reads
 * as much of an OIDC answer; the limit only keeps garbage from costing memory.
 */
export const MAX_TOKEN_LENGTH = 1_048_576

/** The last second of the year 9999: ISO 8601 has four digits for a year. A larger number is most likely in milliseconds. */
const LAST_SECOND = 253_402_300_799

/** A decoded ID token. Its signature is not checked: that is for who trusts it, the token service. */
export interface Token {
  readonly kind: 'token'
  readonly fingerprint: string
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly issuer: string | null
  readonly subject: string | null
  /** `aud` as the token has it: one text or a list of them. */
  readonly audience: string | readonly string[] | null
  /** `jti`, or Entra's `uti`; null where there is neither. */
  readonly tokenId: string | null
  readonly issuerKind: IssuerKind
  readonly times: Times
}

/** What a text turned out to be. */
export type TokenReading = Token | MalformedToken

/** Carries a reason up from the depths of the decoding; never leaves this file. */
class Unreadable extends Error {
  readonly reason: MalformedReason
  readonly at: string | null
  constructor(reason: MalformedReason, at: string | null = null) {
    super(reason)
    this.reason = reason
    this.at = at
  }
}

/**
 * Decodes a compact JWS (RFC 7515 §7.1, RFC 7519), strictly, and says why when it is not one. Of members with one name the last counts (RFC 7519 §4).
 *
 * @example
 * const reading = readToken(text)
 * if (reading.kind === 'token') console.log(reading.times.expiresAt)
 */
export function readToken(compact: string): TokenReading {
  try {
    return decode(compact)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return { kind: 'malformed', fingerprint: fingerprint(compact), reason: error.reason, at: error.at }
  }
}

/**
 * Decodes a compact JWS as {@link readToken} does, for callers that cannot go on without a token.
 *
 * @throws TokenError `ERR_TOKEN_MALFORMED`, with the fingerprint and the reason, never the token
 */
export function decodeToken(compact: string): Token {
  const reading = readToken(compact)
  if (reading.kind === 'malformed') throw new TokenError('ERR_TOKEN_MALFORMED', reading)
  return reading
}

function decode(compact: string): Token {
  const [first, second] = segmentsOf(compact)
  const header = objectOf(first, 'header')
  const claims = objectOf(second, 'payload')
  if (typeof header.alg !== 'string') throw new Unreadable('claim', 'alg')
  const issuer = textOf(claims, 'iss')
  const subject = textOf(claims, 'sub')
  const kind = issuerKind(issuer, subject)
  return {
    kind: 'token',
    fingerprint: fingerprint(compact),
    header,
    claims,
    issuer,
    subject,
    audience: audienceOf(claims),
    tokenId: textOf(claims, 'jti') ?? textOf(claims, 'uti'),
    issuerKind: kind,
    times: timesOf(claims, kind),
  }
}

function segmentsOf(compact: string): readonly [string, string] {
  if (compact === '' || compact === 'null' || compact === 'undefined') throw new Unreadable('absent')
  if (compact.length > MAX_TOKEN_LENGTH) throw new Unreadable('too-long')
  const [header, payload, signature, ...rest] = compact.split('.')
  if (rest.length === 2) throw new Unreadable('encrypted')
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0)
    throw new Unreadable('segments')
  if (signature === '') throw new Unreadable('unsigned')
  if (!decodeBase64url(signature)) throw new Unreadable('encoding', 'signature')
  return [header, payload]
}

function objectOf(segment: string, at: string): Record<string, unknown> {
  const bytes = decodeBase64url(segment)
  if (!bytes) throw new Unreadable('encoding', at)
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    // The parser's own message quotes the text, which is why it is not kept as a cause.
    throw new Unreadable('json', at)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Unreadable('not-an-object', at)
  return value as Record<string, unknown>
}

/** A member of the object itself: `constructor` and its like are no claims. */
function member(claims: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined
}

function textOf(claims: Record<string, unknown>, name: string): string | null {
  const value = member(claims, name)
  if (value === undefined) return null
  if (typeof value !== 'string') throw new Unreadable('claim', name)
  return value
}

function audienceOf(claims: Record<string, unknown>): string | readonly string[] | null {
  const value = member(claims, 'aud')
  if (value === undefined) return null
  if (typeof value === 'string') return value
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value
  throw new Unreadable('claim', 'aud')
}

function instantOf(claims: Record<string, unknown>, name: string): Instant | null {
  const value = member(claims, name)
  if (value === undefined) return null
  if (typeof value !== 'number' || !(value >= 0 && value <= LAST_SECOND)) throw new Unreadable('time', name)
  return Math.round(value * 1_000)
}

function timesOf(claims: Record<string, unknown>, kind: IssuerKind): Times {
  const expiresAt = instantOf(claims, 'exp')
  const notBefore = instantOf(claims, 'nbf')
  const issuedAt = instantOf(claims, 'iat') ?? notBefore
  if (expiresAt === null) throw new Unreadable('no-end')
  if (issuedAt === null) throw new Unreadable('no-start')
  const minted = mintedAt(issuedAt, kind)
  return { issuedAt, notBefore, expiresAt, mintedAt: minted, lifetime: expiresAt - minted }
}
