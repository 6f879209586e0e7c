import { readToken, type Token } from '@mintwell/token'

/** The instant that the tests' tokens are told by. */
export const T0 = Date.UTC(2026, 3, 20, 1, 10)

const segment = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token of an issuer, minted at an instant; `id` tells tokens of one instant apart. */
export function tokenOf(
  issuer: 'entra' | 'azure-devops',
  minted: number,
  { id = '', lifetime = issuer === 'entra' ? 86_400_000 : 600_000, claims = {} } = {},
): Token {
  const iat = (issuer === 'entra' ? minted - 300_000 : minted) / 1_000
  const iss =
    issuer === 'entra'
      ? 'https://login.microsoftonline.com/5a9e3c0e-7d0f-4f0c-9d0a-5b6f6f1f0a01/v2.0'
      : 'https://vstoken.dev.azure.com/9122040d-6c67-4c5b-b112-36a304b66dad'
  const reading = readToken(
    [
      segment({ alg: 'RS256', kid: 'k' }),
      segment({
        iss,
        sub: 'sc://contoso/shop/production',
        aud: 'api://AzureADTokenExchange',
        iat,
        nbf: iat,
        exp: (minted + lifetime) / 1_000,
        id,
        ...claims,
      }),
      'c2ln',
    ].join('.'),
  )
  if (reading.kind !== 'token') throw new Error(`no token: ${reading.reason}`)
  return reading
}
