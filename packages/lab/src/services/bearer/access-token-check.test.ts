import { createHmac, createPublicKey } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { SigningKeys } from '../../ground/keys/signing-keys.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { microsoftGraph, resourceManager } from './access-token.ts'
import { AccessTokenCheck } from './access-token-check.ts'
import { ARM_SCOPE, claimsOf, forge, GRAPH_SCOPE, signIn } from './test-client.ts'

const keys = testKeys()
let services: TestServices
let check: AccessTokenCheck
let token: string

beforeAll(async () => {
  services = testServices({ keys })
  check = new AccessTokenCheck({ clock: services.clock, keys: keys.entra, tenants: services.directory.tenants })
  token = (await signIn(services, ARM_SCOPE)).token
})

const kindOf = async (compact: string) => (await check.check(`Bearer ${compact}`, resourceManager)).kind

describe('an access token', () => {
  it('is accepted by the resource that it is for, and tells whom it is for', async () => {
    const claims = claimsOf(token)
    expect(await check.check(`bearer ${token}`, resourceManager)).toEqual({
      kind: 'accepted',
      token: {
        tenantId: services.directory.home.tenant.id,
        clientId: claims.appid,
        principalId: claims.oid,
        audience: 'https://management.core.windows.net/',
        expiresAt: services.clock.now() + 3_600_000,
      },
    })
  })

  it.each([
    'https://management.core.windows.net//.default',
    'https://management.core.windows.net/.default',
    'https://management.azure.com//.default',
    'https://management.azure.com/.default',
    '797f4846-ba00-4fd7-ba43-dac1f8f63013/.default',
  ])('is accepted by Azure Resource Manager when it was asked for as %s', async (scope) => {
    expect(await kindOf((await signIn(services, scope)).token)).toBe('accepted')
  })

  it('is refused by another resource than its own', async () => {
    const verdict = await check.check(`Bearer ${token}`, microsoftGraph)
    expect(verdict).toEqual({ kind: 'audience', audience: 'https://management.core.windows.net/' })
    expect(await kindOf((await signIn(services, GRAPH_SCOPE)).token)).toBe('audience')
  })

  it('is missing where there is no header, and in a wrong scheme where the header is not Bearer and one token', async () => {
    expect(await check.check(null, resourceManager)).toEqual({ kind: 'missing' })
    for (const header of ['Basic dTpw', 'Bearer', `Bearer ${token} more`, token]) {
      expect(await check.check(header, resourceManager)).toEqual({ kind: 'scheme' })
    }
  })

  it('ends at the instant of its exp on the clock of the lab, and begins at its nbf', async () => {
    const now = services.clock.now()
    const expiresAt = now + 3_600_000
    services.clock.set(expiresAt - 1)
    expect(await kindOf(token)).toBe('accepted')
    services.clock.set(expiresAt)
    expect(await check.check(`Bearer ${token}`, resourceManager)).toEqual({ kind: 'expired', expiresAt })
    services.clock.set(now - 300_001)
    expect(await check.check(`Bearer ${token}`, resourceManager)).toEqual({
      kind: 'not-yet-valid',
      notBefore: now - 300_000,
    })
    services.clock.set(now)
  })

  it('is refused when it is an ID token, of Entra or of Azure DevOps', async () => {
    const connection = services.provisionConnection('id-token')
    const ado = services.provisionConnection('id-token-ado', { issuer: 'ado' })
    expect(await kindOf((await services.issuer.issue(connection, null)).compact)).toBe('audience')
    expect(await kindOf((await services.issuer.issue(ado, null)).compact)).toBe('signature')
  })

  it.each([
    ['another audience', { aud: 'https://management.azure.com.evil.example/' }, 'audience'],
    ['a list of audiences', { aud: ['https://management.azure.com/'] }, 'audience'],
    ['the issuer of v2.0', { iss: 'https://login.microsoftonline.com/{tid}/v2.0', ver: '2.0' }, 'issuer'],
    [
      'an issuer that is not its tenant’s',
      { iss: 'https://sts.windows.net/11111111-1111-4111-8111-111111111111/' },
      'issuer',
    ],
    [
      'a tenant that the lab does not have',
      {
        tid: '11111111-1111-4111-8111-111111111111',
        iss: 'https://sts.windows.net/11111111-1111-4111-8111-111111111111/',
      },
      'issuer',
    ],
    ['another kind of principal', { idtyp: 'user' }, 'principal'],
    ['no object id', { oid: undefined }, 'principal'],
    ['no client id', { appid: undefined }, 'principal'],
    ['an end that is text', { exp: '9999999999' }, 'malformed'],
    ['a broken end', { exp: 9_999_999_999.5 }, 'malformed'],
    ['no beginning', { nbf: undefined }, 'malformed'],
  ])('with %s is refused although Entra signed it', async (_what, changes, kind) => {
    const tid = services.directory.home.tenant.id
    const text = JSON.stringify({ ...claimsOf(token), ...changes }).replaceAll('{tid}', tid)
    expect(await kindOf(await forge(keys.entra, JSON.parse(text)))).toBe(kind)
  })

  it('is refused when somebody else signed it, when it was changed, and when it names a key that nobody has', async () => {
    const claims = claimsOf(token)
    const own = await keys.entra.current()
    const [header, , signature] = token.split('.')
    const changed = Buffer.from(JSON.stringify({ ...claims, oid: 'x' })).toString('base64url')
    for (const compact of [
      await forge(new SigningKeys('thumbprint'), claims),
      await forge(new SigningKeys('thumbprint'), claims, { kid: own.kid, x5t: own.x5t }),
      await forge(keys.entra, claims, { kid: 'nobody' }),
      `${header}.${changed}.${signature}`,
    ]) {
      expect(await kindOf(compact)).toBe('signature')
    }
  })

  it('is refused without a signature, with an algorithm that takes the public key as a secret, and with headers that name keys', async () => {
    const { privateKey, kid } = await keys.entra.current()
    const claims = claimsOf(token)
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
    const unsigned = `${encode({ alg: 'none', kid })}.${encode(claims)}`
    const pem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' })
    const input = `${encode({ alg: 'HS256', kid })}.${encode(claims)}`
    const confused = `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`
    for (const compact of [
      `${unsigned}.`,
      `${unsigned}.AAAA`,
      confused,
      await forge(keys.entra, claims, { crit: 'exp' }),
      await forge(keys.entra, claims, { jku: 'https://evil.example/keys' }),
      'a.b',
      'not a token'.replaceAll(' ', '-'),
      `${token}.x`,
      `${'A'.repeat(70_000)}.e30.AAAA`,
    ]) {
      expect(await kindOf(compact)).toBe('malformed')
    }
  })

  it('is refused in every other text that decodes to the same signature', async () => {
    const signatureOf = (compact: string) => Buffer.from(compact.split('.')[2] ?? '', 'base64url')
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
      .map((letter) => token.slice(0, -1) + letter)
      .filter((compact) => compact !== token && signatureOf(compact).equals(signatureOf(token)))
    expect(others).toHaveLength(15)
    for (const compact of others) expect(await kindOf(compact)).toBe('malformed')
  })

  it('is refused when a claim stands in it twice', async () => {
    const { tid } = claimsOf(token)
    const [header, claimsText, signature] = token.split('.')
    const text = Buffer.from(claimsText ?? '', 'base64url')
      .toString('utf8')
      .replace('{', `{"tid":"${tid}",`)
    expect(await kindOf(`${header}.${Buffer.from(text).toString('base64url')}.${signature}`)).toBe('malformed')
  })

  it('is good after the keys rotated, until the former ones are dropped', async () => {
    const rotating = testKeys()
    const own = testServices({ keys: rotating })
    const checking = new AccessTokenCheck({ clock: own.clock, keys: rotating.entra, tenants: own.directory.tenants })
    const client = await signIn(own, ARM_SCOPE)
    await rotating.entra.rotate()
    expect((await checking.check(`Bearer ${client.token}`, resourceManager)).kind).toBe('accepted')
    await rotating.entra.dropFormer()
    expect((await checking.check(`Bearer ${client.token}`, resourceManager)).kind).toBe('signature')
  })
})
