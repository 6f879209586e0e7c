import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { certificateCredential } from '../../directory/certificate-credentials.ts'
import { digestOf } from '../../directory/registrations.ts'
import { at, CONNECTION, testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()
const now = at('2026-04-20T01:04:56Z')
const day = 86_400_000
const SECRET = 'abc8Q~a-secret-of-the-lab'
const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })

function certificatePem(privateKey: KeyObject, notBefore = now - day, notAfter = now + day): string {
  const authority = createAuthority({ commonName: 'test', notBefore: now - 9 * day, notAfter: now + 9 * day })
  return issueLeaf(authority, { hosts: ['app'], privateKey, notBefore, notAfter }).certificatePem
}

/** An application with a secret, or with certificates. */
function openClient(
  credentials: {
    readonly secretEndsAt?: number
    readonly certificates?: readonly string[]
    readonly isPublic?: boolean
  } = {},
) {
  const services = testServices({ keys })
  const { clientId, tenantId } = services.provisionConnection(CONNECTION)
  const { registrations } = services.directory
  const passwords =
    credentials.secretEndsAt === undefined
      ? []
      : [
          {
            keyId: 'k',
            displayName: null,
            hint: SECRET.slice(0, 3),
            startsAt: now - 1_000,
            endsAt: credentials.secretEndsAt,
            digest: digestOf(SECRET),
          },
        ]
  const certificates = (credentials.certificates ?? []).map((pem) => certificateCredential(pem, { keyId: 'c' }))
  const properties = credentials.isPublic ? { isFallbackPublicClient: true } : {}
  registrations.put(clientId, { createdAt: 0, passwords, certificates, properties })
  const code = async (fields: Readonly<Record<string, string | null>>) => {
    const answer = await services.exchange('', { client_assertion: null, client_assertion_type: null, ...fields })
    const [first] = (answer.json.error_codes as readonly number[] | undefined) ?? []
    return { answer, code: answer.status === 200 ? 200 : first, text: String(answer.json.error_description) }
  }
  return { services, clientId, tenantId, certificates, code }
}

describe('a client secret', () => {
  it('is taken from the body and from a Basic header, and shows in the token', async () => {
    const { services, clientId, tenantId, code } = openClient({ secretEndsAt: now + 1_000 })
    const { answer } = await code({ client_secret: SECRET })
    expect(answer.status).toBe(200)
    expect(decodeJwt(String(answer.json.access_token))).toMatchObject({ appid: clientId, appidacr: '1' })
    const basic = Buffer.from(`${clientId}:${encodeURIComponent(SECRET)}`).toString('base64')
    const inHeader = await services.send(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        scope: 'https://graph.microsoft.com/.default',
      }),
    })
    expect(inHeader.status).toBe(200)
  })

  // parity: entra-secret
  it('that is wrong is refused with 7000215, and one that has ended with 7000222', async () => {
    const { services, clientId, code } = openClient({ secretEndsAt: now + 1_000 })
    const wrong = await code({ client_secret: 'wrong' })
    expect([wrong.answer.status, wrong.code]).toEqual([401, 7000215])
    expect(wrong.text).toContain(`a secret added to app '${clientId}'.`)
    services.clock.advance(1_000)
    const ended = await code({ client_secret: SECRET })
    expect([ended.answer.status, ended.code, ended.answer.json.error]).toEqual([401, 7000222, 'invalid_client'])
    expect(ended.text).toMatch(
      new RegExp(`^AADSTS7000222: The provided client secret keys for app '${clientId}' are expired\\. Visit `),
    )
    expect(JSON.stringify(services.events)).not.toContain(SECRET)
  })

  // parity: entra-secret, entra-700025
  it('is wanted where nothing is presented, but of a public client nothing is', async () => {
    expect((await openClient().code({})).code).toBe(7000216)
    const { services, clientId, code } = openClient({ isPublic: true })
    const [credential] = services.directory.applications.find(clientId)?.federatedCredentials ?? []
    services.directory.applications.removeCredential(clientId, String(credential?.id))
    expect((await code({ client_secret: 'any' })).code).toBe(700025)
  })
})

describe('a certificate', () => {
  const pem = certificatePem(pair.privateKey)
  const [known] = [certificateCredential(pem, { keyId: 'k' })]

  function assertion(
    { clientId, tenantId }: { readonly clientId: string; readonly tenantId: string },
    change: { readonly header?: object; readonly claims?: object; readonly key?: KeyObject } = {},
  ): string {
    const sha1 = Buffer.from(known.thumbprint, 'hex').toString('base64url')
    const header: Record<string, unknown> = { alg: 'RS256', typ: 'JWT', x5t: sha1, ...change.header }
    const seconds = now / 1_000
    const claims = {
      aud: `https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`,
      iss: clientId,
      sub: clientId,
      jti: 'any',
      nbf: seconds,
      exp: seconds + 600,
      ...change.claims,
    }
    const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const key = change.key ?? pair.privateKey
    const pss = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    return `${input}.${sign('sha256', Buffer.from(input), header.alg === 'PS256' ? pss : key).toString('base64url')}`
  }

  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

  // parity: entra-certificate
  it.each([
    ['x5t', {}],
    ['x5t with its padding', { x5t: `${Buffer.from(known.thumbprint, 'hex').toString('base64')}` }],
    ['kid in hex', { x5t: undefined, kid: known.thumbprint }],
    ['x5t#S256 and PS256', { x5t: undefined, 'x5t#S256': known.thumbprintSha256, alg: 'PS256' }],
    ['x5c beside, which is not followed', { x5c: ['AAAA'] }],
  ])('is found by %s', async (_name, header) => {
    const client = openClient({ certificates: [pem] })
    const padded = { ...header, ...('x5t' in header && header.x5t ? { x5t: base64url(header.x5t) } : {}) }
    const { answer, text } = await client.code({
      client_assertion_type: type,
      client_assertion: assertion(client, { header: padded }),
    })
    expect(answer.status, text).toBe(200)
    expect(decodeJwt(String(answer.json.access_token)).appidacr).toBe('2')
  })

  // parity: entra-certificate
  it('may have fractions in its times, as those of MSAL for Python have', async () => {
    const client = openClient({ certificates: [pem] })
    const seconds = now / 1_000
    const claims = { nbf: undefined, iat: seconds + 0.25, exp: seconds + 600.75 }
    const good = assertion(client, { claims })
    const { answer, text } = await client.code({ client_assertion_type: type, client_assertion: good })
    expect(answer.status, text).toBe(200)
    for (const exp of [String(seconds), -0.5, 1e300]) {
      const wrong = assertion(client, { claims: { exp } })
      expect((await client.code({ client_assertion_type: type, client_assertion: wrong })).code).toBe(50027)
    }
  })

  const base64url = (text: string) => text.replaceAll('+', '-').replaceAll('/', '_')

  it.each([
    ['the issuer as its audience', '/v2.0'],
    ['the v1 endpoint', '/oauth2/token'],
    ['the authority alone', '/'],
  ])('is taken with %s', async (_what, path) => {
    const client = openClient({ certificates: [pem] })
    const aud = `https://login.microsoftonline.com/${client.tenantId}${path}`
    const { code } = await client.code({
      client_assertion_type: type,
      client_assertion: assertion(client, { claims: { aud } }),
    })
    expect(code).toBe(200)
  })

  // parity: entra-certificate, entra-700024
  it.each<[string, number, RegExp, object]>([
    [
      'for another application',
      700021,
      /doesn't match 'client_id'/,
      { claims: { iss: '11111111-2222-4333-8444-555555555555' } },
    ],
    ['with another subject', 50048, /^AADSTS50048: Subject must match the issuer claim/, { claims: { sub: 'other' } }],
    [
      'for another audience',
      700023,
      /does not match Realm issuer/,
      { claims: { aud: 'https://login.microsoftonline.com/other/v2.0' } },
    ],
    [
      'for another host',
      700023,
      /does not match Realm issuer/,
      { claims: { aud: 'https://attacker.example/common/v2.0' } },
    ],
    [
      'with another certificate',
      700027,
      /not registered on application\. \[Reason - The key was not found\., Thumbprint of key used by client: '0{40}'/,
      { header: { x5t: 'AAAAAAAAAAAAAAAAAAAAAAAAAAA' } },
    ],
    [
      'that was changed',
      700027,
      /Reason - The provided signature value did not match/,
      { key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey },
    ],
    [
      'that ended',
      700024,
      /^AADSTS700024: Client assertion is not within its valid time range/,
      { claims: { exp: now / 1_000 - 301 } },
    ],
  ])('does not help an assertion %s: %i', async (_what, wanted, text, change) => {
    const client = openClient({ certificates: [pem] })
    const result = await client.code({ client_assertion_type: type, client_assertion: assertion(client, change) })
    expect([result.answer.status, result.code]).toEqual([401, wanted])
    expect(result.text).toMatch(text)
  })

  // parity: entra-certificate
  it('that has ended is refused with 700027 and its times', async () => {
    const old = certificatePem(pair.privateKey, now - 3 * day, now - day)
    const client = openClient({ certificates: [old] })
    const credential = certificateCredential(old, { keyId: 'k' })
    const x5t = Buffer.from(credential.thumbprint, 'hex').toString('base64url')
    const result = await client.code({
      client_assertion_type: type,
      client_assertion: assertion(client, { header: { x5t } }),
    })
    expect(result.code).toBe(700027)
    expect(result.text).toContain(
      `[Reason - The key used is expired., Thumbprint of key used by client: '${credential.thumbprint}', Found key 'Start=04/17/2026 01:04:56, End=04/19/2026 01:04:56', `,
    )
  })

  it('is an RSA one: others, and what is none, cannot be credentials', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    for (const text of [certificatePem(privateKey), 'nothing', '']) {
      expect(() => certificateCredential(text, { keyId: 'k' })).toThrow(
        expect.objectContaining({ code: 'ERR_CREDENTIAL_INVALID' }),
      )
    }
  })
})

describe('the keys of an issuer', () => {
  // parity: entra-rotation, entra-7000272
  it.each(['entra', 'ado'] as const)(
    'of %s rotate with an overlap: tokens of before and after are good',
    async (issuer) => {
      const services = testServices({ settings: { issuer } })
      const job = await services.jobs.openJob({ runNumber: 1, stage: 's', job: 'j', connections: [CONNECTION] })
      const { accessToken } = job.openStep('step')
      const before = await services.takeIdToken(job, accessToken)
      expect((await services.exchange(before)).status).toBe(200)
      await services.rotateKeys(issuer)
      const after = await services.takeIdToken(job, accessToken)
      expect((await services.exchange(before)).status).toBe(200)
      expect((await services.exchange(after)).status).toBe(200)
      await services.rotateKeys(issuer, { overlap: false })
      expect((await services.exchange(before)).json.error_codes).toEqual([7000272])
      expect((await services.exchange(after)).json.error_codes).toEqual([7000272])
      expect(services.events.filter(({ kind }) => kind === 'keys-rotated')).toMatchObject([
        { issuer, overlap: true },
        { issuer, overlap: false },
      ])
    },
  )
})

describe('a token of Entra as an assertion', () => {
  const exchangeScope = 'api://AzureADTokenExchange/.default'

  /** A second application that trusts the first one's service principal. */
  async function openChain(options: { readonly managed: boolean }) {
    const { services, clientId, tenantId, code } = openClient({ secretEndsAt: now + day })
    const principal = services.directory.applications.servicePrincipal(tenantId, clientId)
    if (!principal) throw new Error('no principal')
    if (options.managed) {
      services.directory.identities.put({
        subscriptionId: '99999999-2222-4333-8444-555555555555',
        resourceGroup: 'group',
        name: 'identity',
        location: 'westeurope',
        tags: {},
        tenantId,
        clientId,
        principalId: principal.objectId,
      })
    }
    const second = services.provisionConnection('second', { subject: principal.objectId, issuer: 'entra' })
    const { answer } = await code({ client_secret: SECRET, scope: exchangeScope })
    return { services, second, token: String(answer.json.access_token) }
  }

  it('is taken of a managed identity', async () => {
    const { services, second, token } = await openChain({ managed: true })
    expect(decodeJwt(token)).toMatchObject({ ver: '2.0', xms_mirid: expect.stringMatching(/userAssignedIdentities/) })
    expect((await services.exchange(token, { client_id: second.clientId })).status).toBe(200)
  })

  // parity: entra-700227
  it('is refused of another application with 700226, and in another tenant with 700236', async () => {
    const { services, second, token } = await openChain({ managed: false })
    const answer = await services.exchange(token, { client_id: second.clientId })
    expect([answer.status, answer.json.error_codes]).toEqual([401, [700226]])

    const other = await openChain({ managed: true })
    const tenant = '77777777-2222-4333-8444-555555555555'
    const foreign = other.services.provisionConnection('foreign', { tenant })
    other.services.directory.applications.putCredential(foreign.clientId, {
      id: 'f',
      name: 'foreign',
      issuer: other.second.issuer,
      subject: String(decodeJwt(other.token).sub),
      audiences: ['api://AzureADTokenExchange'],
      createdAt: 0,
    })
    const refused = await other.services.exchange(other.token, { client_id: foreign.clientId, tenant })
    expect([refused.status, refused.json.error_codes]).toEqual([401, [700236]])
  })
})
