import { isBase64Url } from '../entra/base64url.ts'
import { parseStrictObject } from '../entra/strict-json.ts'
import type { Claims } from '../keys/sign-jwt.ts'

/** A JWT whose form is good and whose algorithm is RS256. Nothing in it is trusted yet. */
export interface CompactJws {
  readonly kid: string | undefined
  readonly x5t: string | undefined
  readonly claims: Claims
  readonly signedInput: Buffer
  readonly signature: Buffer
}

/** The longest token that is looked at, in characters. A choice of the lab; real ones have about 1 500. */
const LENGTH_LIMIT = 65_536
/** Headers that name keys or change what a signature means: none is followed. */
const FORBIDDEN_HEADERS = ['crit', 'jku', 'x5u', 'jwk', 'b64', 'zip'] as const
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Takes a compact JWS apart (RFC 7515); undefined where its form is not good, or it is not signed with RS256, the one algorithm of the lab. */
export function parseCompactJws(compact: string): CompactJws | undefined {
  const segments = compact.length <= LENGTH_LIMIT ? compact.split('.') : []
  const [headerText = '', claimsText = '', signatureText = ''] = segments
  if (segments.length !== 3 || !segments.every(isBase64Url)) return undefined
  const header = decodeObject(headerText)
  const claims = decodeObject(claimsText)
  if (!header || !claims || header.alg !== 'RS256') return undefined
  if (FORBIDDEN_HEADERS.some((name) => Object.hasOwn(header, name))) return undefined
  const { kid, x5t } = header
  if (!isTextOrNone(kid) || !isTextOrNone(x5t)) return undefined
  return {
    kid,
    x5t,
    claims,
    signedInput: Buffer.from(compact.slice(0, headerText.length + 1 + claimsText.length)),
    signature: Buffer.from(signatureText, 'base64url'),
  }
}

/** A claim that must be text; undefined where it is none or empty. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = claims[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A claim that must be a time: whole seconds since the epoch; undefined where it is none. */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}

function decodeObject(segment: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return parseStrictObject(utf8.decode(Buffer.from(segment, 'base64url')))
  } catch {
    return undefined
  }
}
