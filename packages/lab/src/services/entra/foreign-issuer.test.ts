import { constants, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { CONNECTION, testServices } from '../../lab/test-services.ts'
import { KnownAssertions } from './known-assertions.ts'

const ISSUER = 'https://issuer.example'
const pairs = new Map<number, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>()
const pairOf = (bits: number) => {
  const pair = pairs.get(bits) ?? generateKeyPairSync('rsa', { modulusLength: bits })
  pairs.set(bits, pair)
  return pair
}

/** Signs as an issuer of the user's own would. */
function token(algorithm: string, key: KeyObject, claims: object, kid = 'k'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ typ: 'JWT', alg: algorithm, kid })}.${part(claims)}`
  const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
  const options = algorithm.startsWith('PS') ? { key, ...pss } : key
  return `${input}.${sign(`sha${algorithm.slice(2)}`, Buffer.from(input), options).toString('base64url')}`
}

/** Services with a connection that trusts an issuer of the user's own, which publishes these keys. */
function trusting(jwks: readonly object[]) {
  const services = testServices({
    fetchDocument: async (url) => ({
      status: 200,
      body: JSON.stringify(url.endsWith('/keys') ? { keys: jwks } : { issuer: ISSUER, jwks_uri: `${ISSUER}/keys` }),
    }),
  })
  const { clientId } = services.provisionConnection(CONNECTION)
  services.directory.applications.putCredential(clientId, {
    id: 'own',
    name: 'own',
    issuer: ISSUER,
    subject: 'me',
    audiences: ['api://AzureADTokenExchange'],
    createdAt: services.clock.now(),
  })
  const now = services.clock.now() / 1_000
  const claims = { iss: ISSUER, sub: 'me', aud: 'api://AzureADTokenExchange', iat: now, nbf: now, exp: now + 600 }
  const codeOf = async (compact: string) => {
    const { status, json } = await services.exchange(compact)
    return status === 200 ? 200 : (json.error_codes as readonly number[])[0]
  }
  return { services, claims, codeOf }
}

const published = (bits = 2_048, change: object = {}) => ({
  ...pairOf(bits).publicKey.export({ format: 'jwk' }),
  kid: 'k',
  use: 'sig',
  ...change,
})

describe('the tokens of an issuer of the user’s own', () => {
  // parity: entra-algorithms
  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])(
    'are accepted when they are signed with %s',
    async (algorithm) => {
      const { claims, codeOf } = trusting([published()])
      expect(await codeOf(token(algorithm, pairOf(2_048).privateKey, claims))).toBe(200)
      const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
      expect(await codeOf(token(algorithm, other, { ...claims, jti: 'forged' }))).toBe(700027)
    },
  )

  // parity: entra-algorithms
  it('are refused with the list of algorithms when they are signed with another', async () => {
    const { services, claims } = trusting([published()])
    const [, payload] = token('RS256', pairOf(2_048).privateKey, claims).split('.')
    const header = Buffer.from('{"alg":"ES256","kid":"k"}').toString('base64url')
    const { json } = await services.exchange(`${header}.${payload}.AAAA`)
    expect(json.error_description).toContain(
      "AADSTS5002738: Invalid JWT token. 'ES256' is not a supported signature algorithm. Supported signing algorithms are: 'RS256,RS384,RS512,PS256,PS384,PS512'",
    )
  })

  // parity: entra-algorithms
  it.each([
    ['has 1024 bits', 1_024, {}],
    ['has the exponent 1', 2_048, { e: 'AQ' }],
    ['has an even exponent', 2_048, { e: 'BA' }],
    ['is for encryption', 2_048, { key_ops: ['encrypt'] }],
    ['is for another algorithm', 2_048, { alg: 'RS512' }],
    ['has the mark of CVE-2017-15361', 2_048, { n: infineonModulus() }],
  ])('are refused when the key %s', async (_what, bits, change) => {
    const { claims, codeOf } = trusting([published(bits, change)])
    expect(await codeOf(token('RS256', pairOf(bits).privateKey, claims))).toBe(5002730)
  })

  it('are accepted with a key that is published for verifying', async () => {
    const { claims, codeOf } = trusting([published(2_048, { key_ops: ['verify'] })])
    expect(await codeOf(token('RS256', pairOf(2_048).privateKey, claims))).toBe(200)
  })

  // parity: entra-70023
  it('must not be valid for longer than a day and an hour, and must say when they were issued', async () => {
    const { services, claims, codeOf } = trusting([published()])
    const { privateKey } = pairOf(2_048)
    const lasting = (seconds: number) => token('RS256', privateKey, { ...claims, exp: claims.iat + seconds })
    expect([await codeOf(lasting(90_000)), await codeOf(lasting(90_001))]).toEqual([200, 70023])
    const { iat, ...undated } = claims
    const { status, json } = await services.exchange(token('RS256', privateKey, undated))
    expect([status, json.error]).toEqual([400, 'invalid_request'])
    expect(json.error_description).toContain(
      `AADSTS70023: External OIDC Provider token must have a lifetime of less than or equal to 1.01:00:00. Token issued at 0. Token expires on ${iat + 600}. Trace ID`,
    )
  })
})

describe('what is remembered of assertions', () => {
  it('is neither the token nor its signature', () => {
    const known = new KnownAssertions()
    const compact = token('RS256', pairOf(2_048).privateKey, { iss: ISSUER, sub: 'me', aud: 'a', exp: 1 })
    const presented = known.read(compact)
    expect(known.isSignedWith(presented, pairOf(2_048).publicKey)).toBe(true)
    const { assertion } = known.read(compact)
    expect(assertion).toBe(presented.assertion)
    const kept = Object.values(assertion).map((value) =>
      Buffer.isBuffer(value) ? value.toString('latin1') : String(value),
    )
    for (const segment of compact.split('.')) expect(kept.join(' ')).not.toContain(segment)
  })

  it('says nothing of another key, or of a token that was changed', () => {
    const known = new KnownAssertions()
    const compact = token('RS256', pairOf(2_048).privateKey, { iss: ISSUER, sub: 'me', aud: 'a', exp: 1 })
    expect(known.isSignedWith(known.read(compact), pairOf(2_048).publicKey)).toBe(true)
    const other = createPublicKey(generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey)
    expect(known.isSignedWith(known.read(compact), other)).toBe(false)
    const changed = `${compact.slice(0, compact.lastIndexOf('.'))}.${Buffer.alloc(256).toString('base64url')}`
    expect(known.isSignedWith(known.read(changed), pairOf(2_048).publicKey)).toBe(false)
  })
})

/** A modulus of 2048 bits that is a power of 65537 modulo the product of the first 39 primes, as those of the library are. */
function infineonModulus(): string {
  const primes = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
  ]
    .concat([107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167])
    .reduce((product, prime) => product * BigInt(prime), 1n)
  const power = 65_537n ** 5n % primes
  const multiple = (1n << 2_047n) / primes + 1n
  const modulus = multiple * primes + power
  return Buffer.from(modulus.toString(16), 'hex').toString('base64url')
}
