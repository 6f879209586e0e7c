import { verify } from 'node:crypto'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import { type CompactJws, parseCompactJws, secondsClaim, textClaim } from './compact-jws.ts'

/** What an issuer says in an ID token. Trusted only as far as {@link verifyIssued} went. */
export interface IssuedToken {
  readonly issuer: string
  readonly subject: string
  readonly audience: string
  /** Seconds since the epoch. */
  readonly expires: number
  readonly notBefore: number
  readonly issuedAt: number
  readonly jws: CompactJws
}

/**
 * Reads an ID token for a token service that is not Entra; undefined where its form is not good. A list with one audience counts as that one; the times
 * that a token leaves out count as its beginning.
 */
export function readIssued(compact: string): IssuedToken | undefined {
  const jws = parseCompactJws(compact)
  if (!jws) return undefined
  const { claims } = jws
  const list = Array.isArray(claims.aud) && claims.aud.length === 1 ? { aud: claims.aud[0] } : claims
  const issuer = textClaim(claims, 'iss')
  const subject = textClaim(claims, 'sub')
  const audience = textClaim(list, 'aud')
  const expires = secondsClaim(claims, 'exp')
  const issuedAt = claims.iat === undefined ? 0 : secondsClaim(claims, 'iat')
  const notBefore = claims.nbf === undefined ? issuedAt : secondsClaim(claims, 'nbf')
  if (!issuer || !subject || !audience) return undefined
  if (expires === undefined || issuedAt === undefined || notBefore === undefined) return undefined
  return { issuer, subject, audience, expires, notBefore, issuedAt, jws }
}

/** What became of checking a signature. `no-key`: the issuer could not be asked, or does not publish a key of that name that can be trusted. */
export type SignatureVerdict = 'good' | 'no-key' | 'bad'

/** Checks the signature of an ID token with the keys that its issuer publishes. Only for issuers that are known: their documents are fetched. */
export async function verifyIssued({ issuer, jws }: IssuedToken, keys: IssuerKeys): Promise<SignatureVerdict> {
  const key = await keys.find(issuer, { ...jws, algorithm: 'RS256' })
  if (typeof key === 'string') return 'no-key'
  return verify('sha256', jws.signedInput, key, jws.signature) ? 'good' : 'bad'
}
