import type { SigningKey } from './signing-keys.ts'

/** A public key as a JWKS document lists it. */
export interface PublishedKey {
  readonly kty: 'RSA'
  readonly use: 'sig'
  readonly kid: string
  readonly x5t: string
  readonly n: string
  readonly e: string
  readonly [member: string]: string
}

/** A JWKS document (RFC 7517, section 5). `extra` is what a service adds to each key, such as Entra's `issuer`. */
export function jwksOf(
  keys: readonly SigningKey[],
  extra: Readonly<Record<string, string>> = {},
): { readonly keys: readonly PublishedKey[] } {
  return { keys: keys.map(({ kid, x5t, n, e }) => ({ kty: 'RSA', use: 'sig', kid, x5t, n, e, ...extra })) }
}
