import { beforeAll, describe, expect, it } from 'vitest'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { claimsOf, GRAPH_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
const GRAPH = 'https://graph.microsoft.com/v1.0'
let services: TestServices
let admin: TestClient

beforeAll(async () => {
  services = testServices({ keys, settings: { connections: { 'my-connection': { graph: 'write' } } } })
  admin = await signIn(services, GRAPH_SCOPE)
})

/** Registers an application as a user does who has an API of their own. */
async function register(body: object): Promise<{ readonly id: string; readonly appId: string }> {
  const { json } = await admin.send('POST', `${GRAPH}/applications`, body)
  return json as { id: string; appId: string }
}

const install = (appId: string) => admin.send('POST', `${GRAPH}/servicePrincipals`, { appId })
const tokenFor = async (resource: string) => claimsOf((await signIn(services, `${resource}/.default`)).token)

describe('a resource that is an application', () => {
  // parity: entra-resource-application
  it('is known by its identifier URIs, once it has a service principal in the tenant', async () => {
    const { appId } = await register({ displayName: 'orders', identifierUris: ['api://orders', 'https://orders.test'] })
    await expect(tokenFor('api://orders')).rejects.toThrow('AADSTS500011')
    await install(appId)
    for (const resource of ['api://orders', 'https://orders.test', `api://${appId}`, appId]) {
      expect(await tokenFor(resource)).toMatchObject({ aud: resource, ver: '1.0' })
    }
    await expect(tokenFor('api://order')).rejects.toThrow('AADSTS500011')
  })

  // parity: entra-resource-application
  it('is not known in the tenant of another, where it has no service principal', async () => {
    const foreign = services.provisionConnection('foreign', { tenant: '44444444-4444-4444-8444-444444444444' })
    await expect(tokenFor(`api://${foreign.clientId}`)).rejects.toThrow('AADSTS500011')
  })

  // parity: entra-token-version
  it('has v2.0 tokens with its id as their audience where it asks for that version', async () => {
    const { id, appId } = await register({
      displayName: 'modern',
      identifierUris: ['api://modern'],
      api: { requestedAccessTokenVersion: 2 },
    })
    await install(appId)
    const tid = services.directory.home.tenant.id
    expect(await tokenFor('api://modern')).toMatchObject({
      aud: appId,
      iss: `https://login.microsoftonline.com/${tid}/v2.0`,
      azp: services.directory.connections.find(services.directory.home.project, 'my-connection')?.clientId,
      azpacr: '2',
      ver: '2.0',
    })
    await admin.send('PATCH', `${GRAPH}/applications/${id}`, { api: { requestedAccessTokenVersion: 1 } })
    expect(await tokenFor('api://modern')).toMatchObject({ aud: 'api://modern', ver: '1.0' })
  })

  it('of federation is known by its name in any case', async () => {
    expect(await tokenFor('API://azureadtokenexchange')).toMatchObject({
      aud: 'fb60f99c-7a34-4190-8149-302f77469936',
      ver: '2.0',
    })
  })
})
