import { beforeAll, describe, expect, it } from 'vitest'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { GRAPH_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
const ISSUER = 'https://token.actions.githubusercontent.com'
let services: TestServices
let client: TestClient
let connection: ServiceConnection
let objectId: string

beforeAll(async () => {
  services = testServices({ keys })
  client = await signIn(services, GRAPH_SCOPE)
  connection = services.directory.connections.find(
    services.directory.home.project,
    'my-connection',
  ) as ServiceConnection
  objectId = services.directory.applications.find(connection.clientId)?.objectId ?? ''
})

const at = (key = '') => `https://graph.microsoft.com/v1.0/applications/${objectId}/federatedIdentityCredentials${key}`

function credential(name: string, changes: object = {}): object {
  return { name, issuer: ISSUER, subject: `repo:o/r:${name}`, audiences: ['api://AzureADTokenExchange'], ...changes }
}

describe('a federated identity credential', () => {
  // parity: graph-credentials
  it('is made, shown by name and by id, changed, and deleted', async () => {
    const made = await client.send('POST', at(), credential('main', { description: 'text' }))
    expect(made.status).toBe(201)
    expect(made.json).toEqual({
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#applications('${objectId}')/federatedIdentityCredentials/$entity`,
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/),
      name: 'main',
      issuer: ISSUER,
      subject: 'repo:o/r:main',
      description: 'text',
      audiences: ['api://AzureADTokenExchange'],
    })
    for (const key of ['/main', `/${made.json.id}`, "(name='main')", `('${made.json.id}')`]) {
      expect((await client.send('GET', at(key))).json).toEqual(made.json)
    }
    const changes = { name: 'main', subject: 'repo:o/r:dev', description: null }
    expect(await client.send('PATCH', at('/main'), changes)).toMatchObject({ status: 204, text: '' })
    expect((await client.send('GET', at('/main'))).json).toMatchObject({
      id: made.json.id,
      subject: 'repo:o/r:dev',
      description: null,
      issuer: ISSUER,
    })
    expect((await client.send('DELETE', at(`/${made.json.id}`))).status).toBe(204)
    expect(await client.send('GET', at('/main'))).toMatchObject({
      status: 404,
      json: {
        error: {
          code: 'Request_ResourceNotFound',
          message: "Resource 'main' does not exist or one of its queried reference-property objects are not present.",
        },
      },
    })
    expect((await client.send('DELETE', at('/main'))).status).toBe(404)
  })

  it('is listed with the one that the connection came with, also by client id', async () => {
    const byClientId = `https://graph.microsoft.com/v1.0/applications(appId='${connection.clientId}')/federatedIdentityCredentials`
    const { json } = await client.send('GET', byClientId)
    expect(json).toMatchObject({
      '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#applications('${objectId}')/federatedIdentityCredentials`,
      value: [{ issuer: connection.issuer, subject: connection.subject, description: null }],
    })
  })

  // parity: graph-credentials
  it('is what Entra trusts from then on, and no longer when it is deleted', async () => {
    const other = services.provisionConnection('other', { issuer: 'ado' })
    const idToken = (await services.issuer.issue(other, null)).compact
    const asClient = { client_id: connection.clientId }
    expect((await services.exchange(idToken, asClient)).json).toMatchObject({ error_codes: [700211] })
    await client.send('POST', at(), credential('other', { issuer: other.issuer, subject: other.subject }))
    expect((await services.exchange(idToken, asClient)).status).toBe(200)
    await client.send('DELETE', at('/other'))
    expect((await services.exchange(idToken, asClient)).json).toMatchObject({ error_codes: [700211] })
  })

  // parity: graph-upsert
  it('is upserted by name where the request prefers that, and otherwise not found', async () => {
    const { name: _name, ...body } = credential('upserted') as Record<string, unknown>
    const prefer = { prefer: 'create-if-missing' }
    expect((await client.send('PATCH', at("(name='upserted')"), body)).status).toBe(404)
    expect((await client.send('PATCH', at('/upserted'), body, prefer)).status).toBe(404)
    const made = await client.send('PATCH', at("(name='upserted')"), body, prefer)
    expect(made).toMatchObject({ status: 201, json: { name: 'upserted' } })
    const again = await client.send('PATCH', at("(name='upserted')"), { ...body, subject: 'new' }, prefer)
    expect(again.status).toBe(204)
    expect((await client.send('GET', at('/upserted'))).json).toMatchObject({ id: made.json.id, subject: 'new' })
  })

  it('takes what it was shown, also with a null where beta has an expression, but no other id', async () => {
    await client.send('POST', at(), credential('shown'))
    const { json } = await client.send('GET', at('/shown'))
    const patch = (body: object) => client.send('PATCH', at('/shown'), body)
    expect((await patch({ ...json, claimsMatchingExpression: null, description: 'd' })).status).toBe(204)
    expect((await patch({ subjct: 'x' })).json).toMatchObject({ error: { message: "Invalid property 'subjct'." } })
    const other = await patch({ id: '11111111-1111-4111-8111-111111111111' })
    expect(other.json).toMatchObject({ error: { message: "Property 'id' is read-only and cannot be set." } })
  })

  it('keeps its name', async () => {
    await client.send('POST', at(), credential('kept'))
    const answer = await client.send('PATCH', at('/kept'), { name: 'changed' })
    expect(answer.json).toMatchObject({ error: { message: "Property 'name' is read-only and cannot be set." } })
  })

  // parity: entra-credential-rules
  it('is refused with 409 when its name is taken, and with 400 when its issuer and subject are', async () => {
    await client.send('POST', at(), credential('taken'))
    expect(await client.send('POST', at(), credential('taken', { subject: 'other' }))).toMatchObject({
      status: 409,
      json: {
        error: {
          code: 'Request_MultipleObjectsWithSameKeyValue',
          message: 'FederatedIdentityCredential with name taken already exists.',
        },
      },
    })
    expect(await client.send('POST', at(), credential('pair', { subject: 'repo:o/r:taken' }))).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'InvalidFederatedIdentityCredentialValue',
          message: `The combination of issuer and subject must be unique for the application. Issuer ${ISSUER} and Subject: repo:o/r:taken already exist. paramName: FederatedIdentityCredential.Subject, paramValue: repo:o/r:taken, objectType: Microsoft.Online.DirectoryServices.Application`,
        },
      },
    })
  })

  // parity: entra-credential-rules
  it.each([
    ['no issuer', { issuer: undefined }, 'Request_BadRequest'],
    ['an issuer that is no text', { issuer: 1 }, 'Request_BadRequest'],
    ['no audiences', { audiences: undefined }, 'Request_BadRequest'],
    ['audiences that are text', { audiences: 'api://x' }, 'Request_BadRequest'],
    ['a description that is no text', { description: 1 }, 'Request_BadRequest'],
    ['two audiences', { audiences: ['a', 'b'] }, 'InvalidFederatedIdentityCredentialValue'],
    ['a subject of 601 characters', { subject: 'x'.repeat(601) }, 'InvalidFederatedIdentityCredentialValue'],
    ['an issuer without https', { issuer: 'http://x.example' }, 'InvalidFederatedIdentityCredentialValue'],
    ['a member that there is not', { subjct: 'x' }, 'Request_BadRequest'],
    ['an expression, which is of beta alone', { claimsMatchingExpression: { value: 'x' } }, 'Request_BadRequest'],
    ['a name that begins with a dash', { name: '-x-x' }, 'InvalidFederatedIdentityCredentialValue'],
  ])('is refused with 400 with %s', async (_what, changes, code) => {
    const answer = await client.send('POST', at(), credential('refused', changes))
    expect(answer).toMatchObject({ status: 400, json: { error: { code } } })
  })

  // parity: entra-credential-rules
  it('is refused when the application has twenty', async () => {
    const full = services.provisionConnection('full')
    const url = `https://graph.microsoft.com/v1.0/applications(appId='${full.clientId}')/federatedIdentityCredentials`
    for (let number = 1; number < 20; number += 1) {
      expect((await client.send('POST', url, credential(`number-${number}`))).status).toBe(201)
    }
    const more = await client.send('POST', url, credential('one-more'))
    expect(more).toMatchObject({ status: 400, json: { error: { code: 'InvalidFederatedIdentityCredentialValue' } } })
  })
})
