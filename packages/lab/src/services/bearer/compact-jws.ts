import { hasForbiddenHeader, splitJws } from '../../ground/jws/split-jws.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'

/** A JWT whose form is good and whose algorithm is RS256. Nothing in it is trusted yet. */
export interface CompactJws {
  readonly kid: string | undefined
  readonly x5t: string | undefined
  readonly claims: Claims
  readonly signedInput: Buffer
  readonly signature: Buffer
}

/** Takes a compact JWS apart (RFC 7515); undefined where its form is not good, or it is not signed with RS256, the one algorithm of the lab. */
export function parseCompactJws(compact: string): CompactJws | undefined {
  const parts = splitJws(compact)
  if (!parts) return undefined
  const { header, claims, signedInput, signature } = parts
  if (header.alg !== 'RS256' || hasForbiddenHeader(header)) return undefined
  const { kid, x5t } = header
  if (!isTextOrNone(kid) || !isTextOrNone(x5t)) return undefined
  return { kid, x5t, claims, signedInput, signature }
}

/** A claim that must be text; undefined where it is not text, or empty. */
export function textClaim(claims: Claims, name: string): string | undefined {
  const value = claims[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A claim that must be a time: whole seconds since the epoch; undefined where it is not. */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name]
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function isTextOrNone(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string'
}
