import { beforeAll, describe, expect, it } from 'vitest'
import { checkSecret } from '../../directory/registrations.ts'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { GRAPH_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
const GRAPH = 'https://graph.microsoft.com/v1.0'
let services: TestServices
let client: TestClient
let connection: ServiceConnection

beforeAll(async () => {
  services = testServices({ keys, settings: { connections: { 'my-connection': { graph: 'write' } } } })
  client = await signIn(services, GRAPH_SCOPE)
  connection = services.directory.connections.find(
    services.directory.home.project,
    'my-connection',
  ) as ServiceConnection
  services.provisionConnection('foreign', { tenant: '44444444-4444-4444-8444-444444444444' })
})

const get = (path: string) => client.send('GET', `${GRAPH}${path}`)
const filtered = (set: string, filter: string) => get(`/${set}?$filter=${encodeURIComponent(filter)}`)
const valuesOf = (json: Readonly<Record<string, unknown>>) => json.value as readonly Record<string, unknown>[]

async function make(body: object): Promise<Record<string, string>> {
  return (await client.send('POST', `${GRAPH}/applications`, body)).json as Record<string, string>
}

describe('applications', () => {
  // parity: graph-applications
  it('are found as az asks for them: by client id, by name, by identifier URI', async () => {
    const byId = await filtered('applications', `appId eq '${connection.clientId}'`)
    expect(byId.json).toMatchObject({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#applications',
      value: [
        {
          appId: connection.clientId,
          displayName: expect.stringContaining('lab-pipelines-'),
          createdDateTime: '2026-04-20T01:04:56Z',
          identifierUris: [],
          passwordCredentials: [],
          publisherDomain: 'mintwell-lab.onmicrosoft.com',
          signInAudience: 'AzureADMyOrg',
        },
      ],
    })
    expect(valuesOf((await filtered('applications', "startswith(displayName,'LAB-')")).json)).toHaveLength(1)
    const { appId } = await make({ displayName: 'named', identifierUris: ['api://named'] })
    expect((await filtered('applications', "identifierUris/any(s:s eq 'api://named')")).json).toMatchObject({
      value: [{ appId }],
    })
    expect((await filtered('applications', "appId eq '11111111-1111-4111-8111-111111111111'")).json.value).toEqual([])
  })

  it('are found by the issuer that they trust, with what they trust, in an advanced query alone', async () => {
    const { issuer, subject } = connection
    const filter = `federatedIdentityCredentials/any(f:startsWith(f/issuer,'${issuer.slice(0, 30)}'))`
    const query = `$filter=${encodeURIComponent(filter)}&$expand=federatedIdentityCredentials&$select=appId`
    const ask = (more: string, headers = {}) =>
      client.send('GET', `${GRAPH}/applications?${query}${more}`, undefined, headers)
    const eventual = { ConsistencyLevel: 'eventual' }
    expect((await ask('&$count=true', eventual)).json).toMatchObject({
      '@odata.count': 1,
      value: [{ appId: connection.clientId, federatedIdentityCredentials: [{ issuer, subject }] }],
    })
    for (const answer of [await ask('', eventual), await ask('&$count=true')]) {
      expect([answer.status, answer.json.error]).toMatchObject([400, { code: 'Request_UnsupportedQuery' }])
    }
    const plain = await filtered('applications', `appId in ('${connection.clientId}')`)
    expect(valuesOf(plain.json)[0]).not.toHaveProperty('federatedIdentityCredentials')
  })

  it('are shown by object id and by client id, in the client’s tenant alone', async () => {
    const { id } = await make({ displayName: 'shown' })
    const { json, status } = await get(`/applications/${id}`)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#applications/$entity',
      displayName: 'shown',
      web: { redirectUris: [], implicitGrantSettings: { enableIdTokenIssuance: false } },
    })
    expect((await get(`/applications(appId='${json.appId}')`)).json).toEqual(json)
    const selected = await get(`/applications/${id}?$select=id,displayName`)
    expect(selected.json).toEqual({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#applications(id,displayName)/$entity',
      id,
      displayName: 'shown',
    })
    const foreign = services.directory.connections.find(services.directory.home.project, 'foreign')
    expect(await get(`/applications(appId='${foreign?.clientId}')`)).toMatchObject({
      status: 404,
      json: {
        error: {
          code: 'Request_ResourceNotFound',
          message: `Resource '${foreign?.clientId}' does not exist or one of its queried reference-property objects are not present.`,
        },
      },
    })
  })

  // parity: graph-applications
  it('are made, changed member by member, and deleted with what they were granted', async () => {
    const made = await client.send('POST', `${GRAPH}/applications`, {
      displayName: 'changing',
      uniqueName: 'one-of-a-kind',
      web: { homePageUrl: 'https://home.example' },
    })
    expect(made.status).toBe(201)
    const { id, appId } = made.json as Record<string, string>
    const changes = { displayName: 'changed', notes: 'n', web: { redirectUris: ['https://localhost/'] } }
    expect(await client.send('PATCH', `${GRAPH}/applications/${id}`, changes)).toMatchObject({ status: 204, text: '' })
    expect((await get("/applications(uniqueName='one-of-a-kind')")).json).toMatchObject({
      displayName: 'changed',
      notes: 'n',
      web: { homePageUrl: 'https://home.example', redirectUris: ['https://localhost/'] },
    })
    expect((await client.send('DELETE', `${GRAPH}/applications/${id}`)).status).toBe(204)
    expect((await client.send('DELETE', `${GRAPH}/applications/${id}`)).status).toBe(404)
    expect((await services.exchange('x.y.z', { client_id: appId ?? '' })).json).toMatchObject({ error_codes: [700016] })
  })

  it.each([
    ['no name', {}, "A value is required for property 'displayName' of resource 'Application'."],
    [
      'an empty name',
      { displayName: '' },
      "Invalid value specified for property 'displayName' of resource 'Application'.",
    ],
    ['a property that there is not', { displayName: 'x', nothing: 1 }, "Invalid property 'nothing'."],
    ['a read-only property', { displayName: 'x', appId: 'y' }, "Property 'appId' is read-only and cannot be set."],
    [
      'text for a list',
      { displayName: 'x', tags: 'y' },
      "Invalid value specified for property 'tags' of resource 'Application'.",
    ],
    [
      'text for an object',
      { displayName: 'x', web: 'y' },
      "Invalid value specified for property 'web' of resource 'Application'.",
    ],
    [
      'a list for text',
      { displayName: 'x', notes: [] },
      "Invalid value specified for property 'notes' of resource 'Application'.",
    ],
  ])('are refused with %s', async (_what, body, message) => {
    const answer = await client.send('POST', `${GRAPH}/applications`, body)
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'Request_BadRequest', message } } })
  })

  it('are refused with an identifier URI that another one has, and with a body that is no JSON object', async () => {
    await make({ displayName: 'first', identifierUris: ['api://taken'] })
    const second = await client.send('POST', `${GRAPH}/applications`, {
      displayName: 'second',
      identifierUris: ['api://taken'],
    })
    expect(second).toMatchObject({ status: 400, json: { error: { code: 'Request_BadRequest' } } })
    for (const body of ['', '{', '[]', '"x"']) {
      const answer = await client.send('POST', `${GRAPH}/applications`, body)
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'BadRequest' } } })
    }
    const large = await client.send('POST', `${GRAPH}/applications`, ' '.repeat(1_100_000))
    expect(large.status).toBe(413)
  })

  it('come in pages, each with the way to the next, and are counted', async () => {
    for (let number = 0; number < 3; number += 1) await make({ displayName: `page ${number}` })
    const query = `$filter=${encodeURIComponent("startswith(displayName,'page')")}&$select=displayName&$count=true&$top=2`
    const first = await get(`/applications?${query}`)
    expect(first.json).toMatchObject({
      '@odata.count': 3,
      value: [{ displayName: 'page 0' }, { displayName: 'page 1' }],
    })
    const second = await client.send('GET', String(first.json['@odata.nextLink']))
    expect(second.json.value).toEqual([{ displayName: 'page 2' }])
    expect(second.json['@odata.nextLink']).toBeUndefined()
  })

  it.each([
    ['$top=0', 'Request_UnsupportedQuery'],
    ['$top=1000', 'Request_UnsupportedQuery'],
    ['$search=x', 'Request_UnsupportedQuery'],
    ['$filter=displayName', 'BadRequest'],
    ['$skiptoken=x', 'Directory_ExpiredPageToken'],
  ])('are not listed with %s', async (query, code) => {
    expect(await get(`/applications?${query}`)).toMatchObject({ status: 400, json: { error: { code } } })
  })

  it('come in the order that is asked for, page by page', async () => {
    for (const displayName of ['order-b', 'order-C', 'order-a']) await make({ displayName })
    const ordered = async (order: string) => {
      const filter = encodeURIComponent("startswith(displayName,'order-')")
      const first = await get(`/applications?$filter=${filter}&$orderby=${order}&$top=2`)
      const second = await client.send('GET', String(first.json['@odata.nextLink']))
      return [...valuesOf(first.json), ...valuesOf(second.json)].map(({ displayName }) => displayName)
    }
    expect(await ordered('displayName')).toEqual(['order-a', 'order-b', 'order-C'])
    expect(await ordered('appRoles,displayName%20desc')).toEqual(['order-C', 'order-b', 'order-a'])
    for (const order of ['nothing', 'displayName%20up', '']) {
      expect(await get(`/applications?$orderby=${order}`)).toMatchObject({
        status: 400,
        json: { error: { code: 'BadRequest', message: expect.stringMatching(/^Invalid \$orderby clause: /) } },
      })
    }
  })

  it('have no owners that the lab knows, and do not include managed identities', async () => {
    const { id, appId = '' } = await make({ displayName: 'disguised' })
    expect((await get(`/applications/${id}/owners`)).json.value).toEqual([])
    const { directory } = services
    const place = { subscriptionId: connection.subscriptionId, resourceGroup: 'rg', name: 'identity' }
    const identity = {
      ...place,
      location: 'westeurope',
      tags: {},
      tenantId: connection.tenantId,
      clientId: appId,
      principalId: 'p',
    }
    directory.identities.put(identity)
    expect((await get(`/applications/${id}`)).status).toBe(404)
    expect((await filtered('applications', `appId eq '${appId}'`)).json.value).toEqual([])
  })
})

describe('secrets of an application', () => {
  // parity: graph-secrets
  it('are told once, kept as digests, shown by hint, good until they end, and removed by id', async () => {
    const { id, appId = '' } = await make({ displayName: 'secretive' })
    const added = await client.send('POST', `${GRAPH}/applications/${id}/addPassword`, {
      passwordCredential: { displayName: 'rbac', endDateTime: '2026-04-21T01:04:56Z' },
    })
    expect(added.status).toBe(200)
    const { secretText, keyId, hint } = added.json as Record<string, string>
    expect(secretText).toMatch(/^.{3}8Q~.{34}$/)
    expect(added.json).toMatchObject({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.passwordCredential',
      displayName: 'rbac',
      endDateTime: '2026-04-21T01:04:56.000Z',
      hint: secretText?.slice(0, 3),
    })
    expect((await get(`/applications/${id}`)).json).toMatchObject({
      passwordCredentials: [{ keyId, hint, secretText: null }],
    })
    const { registrations } = services.directory
    const now = services.clock.now()
    const verdict = (secret: string, at: number) => checkSecret(registrations.find(appId)?.passwords ?? [], secret, at)
    expect(verdict(secretText ?? '', now)).toBe('valid')
    expect(verdict(secretText ?? '', now + 86_400_000)).toBe('expired')
    expect(verdict(secretText ?? '', now - 1)).toBe('unknown')
    expect(verdict('guess', now)).toBe('unknown')
    expect(JSON.stringify(registrations.find(appId))).not.toContain(secretText)
    const remove = () => client.send('POST', `${GRAPH}/applications/${id}/removePassword`, { keyId })
    expect((await remove()).status).toBe(204)
    expect(await remove()).toMatchObject({
      status: 400,
      json: { error: { message: `No password credential found with keyId ${keyId}.` } },
    })
  })

  it('are refused with times that are none or that end before they begin', async () => {
    const { id } = await make({ displayName: 'timeless' })
    for (const endDateTime of ['tomorrow', 5, '2020-01-01T00:00:00Z']) {
      const answer = await client.send('POST', `${GRAPH}/applications/${id}/addPassword`, {
        passwordCredential: { endDateTime },
      })
      expect(answer).toMatchObject({ status: 400, json: { error: { code: 'Request_BadRequest' } } })
    }
  })
})
