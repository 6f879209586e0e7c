import type { SigningKey } from './signing-keys.ts'

/** A public key as a JWKS document lists it. */
export interface PublishedKey {
  readonly kty: 'RSA'
  readonly use: 'sig'
  readonly kid: string
  readonly x5t: string
  readonly n: string
  readonly e: string
  readonly x5c?: readonly string[]
  readonly [member: string]: string | readonly string[] | undefined
}

/** What a service adds to each key: its certificate, and members of its own such as Entra's `issuer`. */
export interface PublishedExtra {
  readonly certificates?: boolean
  readonly members?: Readonly<Record<string, string>>
}

/** A JWKS document (RFC 7517, section 5). */
export function jwksOf(
  keys: readonly SigningKey[],
  { certificates = false, members = {} }: PublishedExtra = {},
): { readonly keys: readonly PublishedKey[] } {
  return {
    keys: keys.map(({ kid, x5t, n, e, certificate }) => ({
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t,
      n,
      e,
      ...(certificates ? { x5c: [certificate] } : {}),
      ...members,
    })),
  }
}
