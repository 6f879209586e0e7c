import { beforeAll, describe, expect, it } from 'vitest'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, claimsOf, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
const ISSUER = 'https://token.actions.githubusercontent.com'
const AUDIENCE = 'api://AzureADTokenExchange'
let services: TestServices
let client: TestClient
let connection: ServiceConnection

beforeAll(async () => {
  services = testServices({ keys })
  client = await signIn(services, ARM_SCOPE)
  connection = services.directory.connections.find(
    services.directory.home.project,
    'my-connection',
  ) as ServiceConnection
  await client.send('PUT', group('rg'), { location: 'westeurope' })
})

function base(): string {
  return `https://management.azure.com/subscriptions/${connection.subscriptionId}`
}
function group(name: string): string {
  return `${base()}/resourcegroups/${name}?api-version=2021-04-01`
}
function at(path: string, version = '2023-01-31', name = 'rg'): string {
  return `${base()}/resourceGroups/${name}/providers/Microsoft.ManagedIdentity/userAssignedIdentities${path}?api-version=${version}`
}
function credential(changes: object = {}): object {
  return { properties: { issuer: ISSUER, subject: 'repo:o/r:ref:refs/heads/main', audiences: [AUDIENCE], ...changes } }
}
async function make(name: string): Promise<Record<string, string>> {
  const { json } = await client.send('PUT', at(`/${name}`), { location: 'westeurope' })
  return json.properties as Record<string, string>
}

describe('a user-assigned identity', () => {
  // parity: arm-identities
  it('is made with ids of its own, shown, listed, changed and deleted', async () => {
    const made = await client.send('PUT', at('/One'), { location: 'westeurope', tags: { a: 'b' } })
    expect(made.status).toBe(201)
    const id = `/subscriptions/${connection.subscriptionId}/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/One`
    const properties = { tenantId: connection.tenantId, principalId: expect.any(String), clientId: expect.any(String) }
    expect(made.json).toEqual({
      id,
      name: 'One',
      type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
      location: 'westeurope',
      tags: { a: 'b' },
      properties,
    })
    expect((await client.send('GET', at('/one'))).json).toEqual(made.json)
    const again = await client.send('PUT', at('/one'), { location: 'westeurope' })
    expect(again).toMatchObject({ status: 200, json: { name: 'One', properties: made.json.properties } })
    const patched = await client.send('PATCH', at('/one'), { tags: { c: 'd' } })
    expect(patched.json).toMatchObject({ tags: { c: 'd' } })
    expect((await client.send('GET', at(''))).json).toMatchObject({ value: [{ name: 'One' }] })
    const all = `${base()}/providers/microsoft.managedidentity/userassignedidentities?api-version=2023-01-31`
    expect((await client.send('GET', all)).json).toMatchObject({ value: [{ name: 'One' }] })
    const resources = await client.send('GET', `${base()}/resources?api-version=2021-04-01`)
    expect(resources.json).toMatchObject({ value: [{ id }] })
    expect((await client.send('DELETE', at('/one'))).status).toBe(200)
    expect((await client.send('DELETE', at('/one'))).status).toBe(204)
    expect(await client.send('GET', at('/one'))).toMatchObject({
      status: 404,
      json: {
        error: {
          code: 'ResourceNotFound',
          message:
            "The Resource 'Microsoft.ManagedIdentity/userAssignedIdentities/one' under resource group 'rg' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
        },
      },
    })
  })

  it('signs in with an ID token once it trusts the issuer, and no longer once it is deleted with its group', async () => {
    await client.send('PUT', group('temporary'), { location: 'westeurope' })
    const { json } = await client.send('PUT', at('/worker', '2023-01-31', 'temporary'), { location: 'westeurope' })
    const { clientId = '', principalId } = json.properties as Record<string, string>
    const idToken = (await services.issuer.issue(connection, null)).compact
    const refused = await services.exchange(idToken, { client_id: clientId })
    expect(refused.json).toMatchObject({ error_codes: [70025] })
    const trust = credential({ issuer: connection.issuer, subject: connection.subject })
    expect(
      (await client.send('PUT', at('/worker/federatedIdentityCredentials/pipeline', '2023-01-31', 'temporary'), trust))
        .status,
    ).toBe(201)
    const { json: granted } = await services.exchange(idToken, { client_id: clientId })
    expect(claimsOf(String(granted.access_token))).toMatchObject({ appid: clientId, oid: principalId })
    await client.send('DELETE', group('temporary'))
    const gone = await services.exchange(idToken, { client_id: clientId })
    expect(gone.json).toMatchObject({ error_codes: [700016] })
  })

  it.each([
    ['an unknown group', 'PUT', () => at('/x', '2023-01-31', 'nowhere'), 404, 'ResourceGroupNotFound'],
    ['a version that there is not', 'GET', () => at('', '2017-01-01'), 400, 'NoRegisteredProviderFound'],
    ['a name of two characters', 'PUT', () => at('/ab'), 400, 'BadRequest'],
  ])('is refused with %s', async (_what, method, url, status, code) => {
    const answer = await client.send(method, url(), method === 'PUT' ? { location: 'westeurope' } : undefined)
    expect(answer).toMatchObject({ status, json: { error: { code } } })
  })
})

describe('a federated credential of an identity', () => {
  const ficOf = (identity: string, name: string, version?: string) =>
    at(`/${identity}/federatedIdentityCredentials${name}`, version)

  // parity: arm-identities
  it('is made, shown, changed, listed and deleted', async () => {
    await make('two')
    const made = await client.send('PUT', ficOf('two', '/main', '2022-01-31-preview'), credential())
    expect(made.status).toBe(201)
    expect(made.json).toEqual({
      id: `/subscriptions/${connection.subscriptionId}/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/two/federatedIdentityCredentials/main`,
      name: 'main',
      type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
      properties: { issuer: ISSUER, subject: 'repo:o/r:ref:refs/heads/main', audiences: [AUDIENCE] },
    })
    expect((await client.send('GET', ficOf('two', '/Main'))).json).toEqual(made.json)
    expect((await client.send('PUT', ficOf('two', '/MAIN'), credential({ subject: 's' }))).status).toBe(200)
    expect((await client.send('GET', ficOf('two', ''))).json).toMatchObject({
      value: [{ name: 'main', properties: { subject: 's' } }],
    })
    expect((await client.send('DELETE', ficOf('two', '/main'))).status).toBe(200)
    expect((await client.send('DELETE', ficOf('two', '/main'))).status).toBe(204)
    const gone = await client.send('GET', ficOf('two', '/main'))
    expect(gone).toMatchObject({ status: 404, json: { error: { code: 'ResourceNotFound' } } })
  })

  it.each([
    ['two audiences', { audiences: ['a', 'b'] }, 'Federated identity credentials must have exactly one audience.'],
    ['no audience', { audiences: [] }, 'Federated identity credentials must have exactly one audience.'],
    ['no issuer', { issuer: undefined }, 'Federated Identity Credential from HTTP body has empty properties'],
    ['an empty subject', { subject: '' }, 'Federated Identity Credential from HTTP body has empty properties'],
    [
      'audiences that are text',
      { audiences: 'a' },
      'Federated Identity Credential from HTTP body has empty properties',
    ],
    [
      'the pair that another has',
      { subject: 'taken' },
      'Issuer and subject combination already exists for this Managed Identity.',
    ],
    [
      'an issuer without https',
      { issuer: 'http://issuer.example' },
      "The Federated Identity Credential's issuer is invalid: it must be an https URL.",
    ],
  ])('is refused with 400 with %s', async (_what, changes, message) => {
    await make('three')
    await client.send('PUT', ficOf('three', '/taken'), credential({ subject: 'taken' }))
    const answer = await client.send('PUT', ficOf('three', '/refused'), credential(changes))
    expect(answer).toMatchObject({ status: 400, json: { error: { code: 'BadRequest', message } } })
  })

  it('is refused when its name is, when there are twenty, and when the identity is missing', async () => {
    await make('four')
    expect((await client.send('PUT', ficOf('four', '/x!'), credential())).json).toMatchObject({
      error: { message: "Federated Identity Credential name 'x!' is invalid." },
    })
    for (let number = 0; number < 20; number += 1) {
      const { status } = await client.send(
        'PUT',
        ficOf('four', `/fic-${number}`),
        credential({ subject: `s${number}` }),
      )
      expect(status).toBe(201)
    }
    const more = await client.send('PUT', ficOf('four', '/one-more'), credential({ subject: 'more' }))
    expect(more).toMatchObject({ status: 400, json: { error: { code: 'BadRequest' } } })
    const orphan = await client.send('PUT', ficOf('nobody', '/main'), credential())
    expect(orphan).toMatchObject({ status: 404, json: { error: { code: 'ParentResourceNotFound' } } })
    const old = await client.send('GET', ficOf('four', '', '2018-11-30'))
    expect(old).toMatchObject({ status: 400, json: { error: { code: 'NoRegisteredProviderFound' } } })
  })

  // parity: arm-identities
  it('is refused with 409 while another of the same identity is written, and not after', async () => {
    await make('five')
    const write = (name: string) => client.send('PUT', ficOf('five', `/${name}`), credential({ subject: name }))
    const answers = await Promise.all([write('first'), write('second')])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(answers.find(({ status }) => status === 409)?.json).toMatchObject({
      error: { code: 'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity' },
    })
    expect((await write('second')).status).toBeLessThan(300)
    expect((await write('third')).status).toBe(201)
  })
})
