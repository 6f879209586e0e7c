import { createPublicKey, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { jwksOf } from './jwks.ts'
import { signJwt } from './sign-jwt.ts'
import { SigningKeys } from './signing-keys.ts'

describe('SigningKeys', () => {
  it('signs tokens that jose verifies with the published key, with the claims exactly as given', async () => {
    const keys = new SigningKeys('thumbprint')
    const claims = { iss: 'https://issuer', iat: 1_776_647_096, deep: { kept: [1, 'ü'] } }
    const token = await signJwt(
      await keys.current(),
      { typ: 'JWT', alg: 'RS256', kid: (await keys.current()).kid },
      claims,
    )
    const [jwk] = jwksOf(await keys.published()).keys
    const verified = await jwtVerify(token, await importJWK(JSON.parse(JSON.stringify(jwk)), 'RS256'), {
      currentDate: new Date(0),
    })
    expect(verified.payload).toEqual(claims)
    expect(decodeProtectedHeader(token).kid).toBe(jwk?.kid)
  })

  it('makes one key of 2048 bits, however many ask for it at once', async () => {
    const keys = new SigningKeys('hex-thumbprint')
    const [first, second] = await Promise.all([keys.current(), keys.current()])
    expect(first).toBe(second)
    expect(createPublicKey(first.privateKey).asymmetricKeyDetails?.modulusLength).toBe(2_048)
    expect(first.kid).toMatch(/^[0-9A-F]{40}$/)
    expect(Buffer.from(first.x5t, 'base64url').toString('hex').toUpperCase()).toBe(first.kid)
  })

  it('publishes each key in a certificate too, by which it is named', async () => {
    const { certificate, x5t, privateKey } = await new SigningKeys('thumbprint').current()
    const published = new X509Certificate(Buffer.from(certificate, 'base64'))
    expect(published.publicKey.equals(createPublicKey(privateKey))).toBe(true)
    expect(published.fingerprint.replaceAll(':', '')).toBe(Buffer.from(x5t, 'base64url').toString('hex').toUpperCase())
  })

  it('publishes former keys after a rotation until they are dropped, and signs with the new one', async () => {
    const keys = new SigningKeys('thumbprint')
    const former = await keys.current()
    const next = await keys.rotate()
    expect(await keys.published()).toEqual([next, former])
    expect(await keys.current()).toBe(next)
    await keys.dropFormer()
    expect(await keys.published()).toEqual([next])
    const last = await keys.rotate({ keepFormer: false })
    expect(await keys.published()).toEqual([last])
  })

  it('loses no key where several rotations are asked for at once', async () => {
    const keys = new SigningKeys('thumbprint')
    const made = await Promise.all([keys.current(), keys.rotate(), keys.rotate()])
    expect(await keys.published()).toEqual(made.toReversed())
  })

  it('comes back from storage with the same key ids', async () => {
    const keys = new SigningKeys('thumbprint')
    await keys.rotate()
    const restored = new SigningKeys('thumbprint', JSON.parse(JSON.stringify(await keys.export())))
    expect((await restored.published()).map(({ kid }) => kid)).toEqual((await keys.published()).map(({ kid }) => kid))
  })
})
