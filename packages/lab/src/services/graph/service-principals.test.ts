import { beforeAll, describe, expect, it } from 'vitest'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, GRAPH_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

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
})

const get = (path: string) => client.send('GET', `${GRAPH}${path}`)
const named = (name: string) =>
  get(`/servicePrincipals?$filter=${encodeURIComponent(`servicePrincipalNames/any(c:c eq '${name}')`)}`)

describe('service principals', () => {
  // parity: graph-applications
  it('are found by one of their names, and shown by object id and by client id', async () => {
    const { json } = await named(connection.clientId)
    const [principal] = json.value as readonly Record<string, unknown>[]
    expect(principal).toMatchObject({
      appId: connection.clientId,
      servicePrincipalType: 'Application',
      servicePrincipalNames: [connection.clientId],
      appOwnerOrganizationId: connection.tenantId,
      accountEnabled: true,
    })
    expect((await get(`/servicePrincipals/${principal?.id}`)).json).toMatchObject(principal ?? {})
    expect((await get(`/servicePrincipals(appId='${connection.clientId}')`)).json).toMatchObject(principal ?? {})
    expect((await named('api://nobody')).json.value).toEqual([])
    expect((await get('/servicePrincipals')).json.value).toHaveLength(1)
    expect((await get(`/servicePrincipals/${principal?.id}/owners`)).json.value).toEqual([])
  })

  it('are made for an application of the tenant, once, and deleted', async () => {
    const { json: application } = await client.send('POST', `${GRAPH}/applications`, {
      displayName: 'made',
      identifierUris: ['api://made'],
    })
    const body = { appId: application.appId }
    const made = await client.send('POST', `${GRAPH}/servicePrincipals`, body)
    expect(made.status).toBe(201)
    expect((await named('api://made')).json).toMatchObject({ value: [{ id: made.json.id }] })
    expect(await client.send('POST', `${GRAPH}/servicePrincipals`, body)).toMatchObject({
      status: 409,
      json: {
        error: {
          code: 'Request_MultipleObjectsWithSameKeyValue',
          message: `The service principal cannot be created, updated, or restored because the service principal name ${application.appId} is already in use.`,
        },
      },
    })
    expect((await client.send('DELETE', `${GRAPH}/servicePrincipals/${made.json.id}`)).status).toBe(204)
    expect((await get(`/servicePrincipals/${made.json.id}`)).status).toBe(404)
    const refused = await services.exchange('x.y.z', { client_id: String(application.appId) })
    expect(refused.json).toMatchObject({ error_codes: [7000229] })
  })

  // parity: graph-principals
  it('are changed as az ad sp update does, and refused by Entra while they are disabled', async () => {
    const { appId, id, codeOf } = await makeClient()
    const patch = (body: object) => client.send('PATCH', `${GRAPH}/servicePrincipals/${id}`, body)
    expect((await patch({ tags: ['a'], notes: 'n' })).status).toBe(204)
    expect((await patch({ accountEnabled: false })).status).toBe(204)
    expect((await get(`/servicePrincipals/${id}`)).json).toMatchObject({
      tags: ['a'],
      notes: 'n',
      accountEnabled: false,
      homepage: null,
    })
    const { secretText } = await addSecret(id)
    const refused = await codeOf(secretText)
    expect(refused.json).toMatchObject({
      error: 'unauthorized_client',
      error_codes: [7000112],
      error_description: expect.stringContaining(`AADSTS7000112: Application '${appId}'(client) is disabled.`),
    })
    await patch({ accountEnabled: true })
    expect((await codeOf(secretText)).status).toBe(200)
    for (const body of [{ appId: 'x' }, { accountEnabled: 'yes' }, { tags: 'a' }, { nothing: 1 }, { notes: 5 }]) {
      expect(await patch(body)).toMatchObject({ status: 400, json: { error: { code: 'Request_BadRequest' } } })
    }
    expect((await get(`/servicePrincipals/${id}`)).json).toMatchObject({ tags: ['a'], notes: 'n' })
  })

  // parity: graph-principals
  it('have secrets of their own, as az ad sp credential reset makes them, until they are removed', async () => {
    const { id, codeOf } = await makeClient()
    const { secretText, keyId, hint } = await addSecret(id)
    expect((await codeOf(secretText)).status).toBe(200)
    expect((await get(`/servicePrincipals/${id}`)).json.passwordCredentials).toMatchObject([
      { keyId, hint, secretText: null },
    ])
    const remove = () => client.send('POST', `${GRAPH}/servicePrincipals/${id}/removePassword`, { keyId })
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 400])
    expect((await codeOf(secretText)).json.error_codes).toEqual([7000215])
  })

  /** A client of the tenant, and what Entra says to a secret of its. */
  async function makeClient() {
    const { json: application } = await client.send('POST', `${GRAPH}/applications`, { displayName: 'client' })
    const appId = String(application.appId)
    const { json } = await client.send('POST', `${GRAPH}/servicePrincipals`, { appId })
    const codeOf = (secret = '') =>
      services.exchange('none', {
        client_id: appId,
        client_assertion: null,
        client_assertion_type: null,
        client_secret: secret,
      })
    return { appId, id: String(json.id), codeOf }
  }

  async function addSecret(id: string): Promise<Record<string, string>> {
    const { json } = await client.send('POST', `${GRAPH}/servicePrincipals/${id}/addPassword`, {
      passwordCredential: { displayName: 'rbac' },
    })
    return json as Record<string, string>
  }

  it.each([
    ['no client id', {}],
    ['a client id that is no GUID', { appId: 'x' }],
    ['a client id that nobody has', { appId: '11111111-1111-4111-8111-111111111111' }],
  ])('are refused with %s', async (_what, body) => {
    const answer = await client.send('POST', `${GRAPH}/servicePrincipals`, body)
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'Request_BadRequest' } } })
  })

  it('include those of managed identities', async () => {
    const arm = await signIn(services, ARM_SCOPE)
    const base = `https://management.azure.com/subscriptions/${connection.subscriptionId}/resourcegroups/rg`
    await arm.send('PUT', `${base}?api-version=2021-04-01`, { location: 'westeurope' })
    const identity = `${base}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity`
    const made = await arm.send('PUT', `${identity}?api-version=2023-01-31`, { location: 'westeurope' })
    const { clientId = '', principalId } = made.json.properties as Record<string, string>
    expect((await named(clientId)).json).toMatchObject({
      value: [
        {
          id: principalId,
          displayName: 'identity',
          servicePrincipalType: 'ManagedIdentity',
          alternativeNames: ['isExplicit=True', made.json.id],
        },
      ],
    })
  })
})

describe('the rest of the directory', () => {
  it('has the organization of the client', async () => {
    const { id, displayName } = services.directory.home.tenant
    const domains = [{ name: 'mintwell-lab.onmicrosoft.com', isDefault: true, isInitial: true }]
    expect((await get('/organization')).json).toMatchObject({ value: [{ id, displayName, verifiedDomains: domains }] })
    expect((await get(`/organization/${id}`)).json).toMatchObject({ id, tenantType: 'AAD' })
    expect((await get('/organization/11111111-1111-4111-8111-111111111111')).status).toBe(404)
  })

  it('has neither users nor groups', async () => {
    for (const set of ['users', 'groups']) {
      expect((await get(`/${set}`)).json.value).toEqual([])
      expect((await get(`/${set}/somebody`)).status).toBe(404)
    }
  })

  it('tells what objects are by their ids, and passes over those that it does not know', async () => {
    const { objectId } = services.directory.applications.find(connection.clientId) ?? {}
    const principal = services.directory.applications.servicePrincipal(connection.tenantId, connection.clientId)
    const url = `${GRAPH}/directoryObjects/getByIds`
    const { json } = await client.send('POST', url, { ids: [objectId, 'nobody', principal?.objectId] })
    expect(json).toMatchObject({
      value: [
        { '@odata.type': '#microsoft.graph.application', id: objectId },
        { '@odata.type': '#microsoft.graph.servicePrincipal', id: principal?.objectId },
      ],
    })
    expect((await client.send('POST', url, { ids: 'x' })).status).toBe(400)
  })
})
