import { generateKeyPairSync, sign } from 'node:crypto'
import { issueSigner } from '@mintwell/certificate'
import { beforeAll, describe, expect, it } from 'vitest'
import { certificateCredential } from '../../directory/certificate-credentials.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { GRAPH_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
const GRAPH = 'https://graph.microsoft.com/v1.0'
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const der = issueSigner(privateKey, {
  commonName: 'client',
  notBefore: Date.parse('2026-01-01T00:00:00Z'),
  notAfter: Date.parse('2027-01-01T00:00:00Z'),
})
const certificate = der.toString('base64')
const { thumbprint } = certificateCredential(certificate, { keyId: 'k' })
const CREDENTIAL = { type: 'AsymmetricX509Cert', usage: 'Verify' }
let services: TestServices
let admin: TestClient

beforeAll(async () => {
  services = testServices({ keys, settings: { connections: { 'my-connection': { graph: 'write' } } } })
  admin = await signIn(services, GRAPH_SCOPE)
})

async function register(body: object): Promise<{ readonly id: string; readonly appId: string }> {
  const { json } = await admin.send('POST', `${GRAPH}/applications`, body)
  await admin.send('POST', `${GRAPH}/servicePrincipals`, { appId: json.appId })
  return json as { id: string; appId: string }
}

/** Shows who it is as MSAL does with a certificate. */
async function codeOf(appId: string): Promise<unknown> {
  const tenant = services.directory.home.tenant.id
  const now = services.clock.now() / 1_000
  const x5t = Buffer.from(thumbprint, 'hex').toString('base64url')
  const claims = {
    aud: `https://login.microsoftonline.com/${tenant}/v2.0`,
    iss: appId,
    sub: appId,
    nbf: now,
    exp: now + 600,
  }
  const input = [{ alg: 'RS256', typ: 'JWT', x5t }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const signature = sign('sha256', Buffer.from(input), privateKey).toString('base64url')
  const { status, json } = await services.exchange(`${input}.${signature}`, { client_id: appId, tenant })
  return status === 200 ? 200 : json.error_codes
}

describe('certificates of an application', () => {
  // parity: graph-certificates
  it('are written as az writes them, in lines, and are what Entra trusts from then on', async () => {
    const { id, appId } = await register({ displayName: 'certified' })
    expect(await codeOf(appId)).toEqual([700027])
    const key = certificate.replace(/(.{64})/g, '$1\n')
    const keyId = '99999999-9999-4999-8999-999999999999'
    const patch = (entry: object) => admin.send('PATCH', `${GRAPH}/applications/${id}`, { keyCredentials: [entry] })
    const written = await patch({
      ...CREDENTIAL,
      key,
      keyId,
      startDateTime: '2026-02-01T00:00:00Z',
      endDateTime: '2026-06-01T00:00:00+00:00',
    })
    expect(written.status).toBe(204)
    expect(await codeOf(appId)).toBe(200)
    const shown = {
      customKeyIdentifier: thumbprint,
      displayName: null,
      endDateTime: '2026-06-01T00:00:00Z',
      key: null,
      keyId,
      startDateTime: '2026-02-01T00:00:00Z',
      ...CREDENTIAL,
    }
    const get = (query: string) => admin.send('GET', `${GRAPH}/applications/${id}${query}`)
    expect((await get('')).json.keyCredentials).toEqual([shown])
    expect((await get('?$select=keyCredentials')).json.keyCredentials).toEqual([{ ...shown, key: certificate }])
    expect((await patch(shown)).status).toBe(204)
    expect(await codeOf(appId)).toBe(200)
    expect((await admin.send('PATCH', `${GRAPH}/applications/${id}`, { notes: 'n' })).status).toBe(204)
    expect(await codeOf(appId)).toBe(200)
    expect((await admin.send('PATCH', `${GRAPH}/applications/${id}`, { keyCredentials: [] })).status).toBe(204)
    expect(await codeOf(appId)).toEqual([700027])
  })

  // parity: graph-certificates
  it('can come with the application when it is made', async () => {
    const { appId } = await register({ displayName: 'born', keyCredentials: [{ ...CREDENTIAL, key: certificate }] })
    expect(await codeOf(appId)).toBe(200)
  })

  it.each<[string, unknown]>([
    ['what is no list', {}],
    ['what is no object', ['x']],
    ['a key that nobody knows', [{ ...CREDENTIAL, keyId: '11111111-1111-4111-8111-111111111111' }]],
    ['what is no certificate', [{ ...CREDENTIAL, key: 'AAAA' }]],
    ['another type', [{ ...CREDENTIAL, type: 'Symmetric', key: certificate }]],
    ['another usage', [{ ...CREDENTIAL, usage: 'Sign', key: certificate }]],
    ['a time that is none', [{ ...CREDENTIAL, key: certificate, endDateTime: 'tomorrow' }]],
    ['a time outside of the certificate’s', [{ ...CREDENTIAL, key: certificate, endDateTime: '2025-01-01T00:00:00Z' }]],
  ])('are refused for %s', async (_what, keyCredentials) => {
    const answer = await admin.send('POST', `${GRAPH}/applications`, { displayName: 'wrong', keyCredentials })
    expect(answer).toMatchObject({
      status: 400,
      json: {
        error: { message: "Invalid value specified for property 'keyCredentials' of resource 'Application'." },
      },
    })
  })
})
