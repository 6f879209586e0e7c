import { beforeAll, describe, expect, it } from 'vitest'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
const VERSION = 'api-version=2022-12-01'
const ARM = 'https://management.azure.com'
const OTHER_TENANT = '44444444-4444-4444-8444-444444444444'
let services: TestServices
let client: TestClient
let own: ServiceConnection
let other: ServiceConnection
let foreign: ServiceConnection

beforeAll(async () => {
  services = testServices({ keys })
  own = services.provisionConnection('own')
  other = services.provisionConnection('other')
  foreign = services.provisionConnection('foreign', { tenant: OTHER_TENANT })
  client = await signIn(services, ARM_SCOPE, 'own')
})

describe('subscriptions', () => {
  // parity: arm-subscriptions
  it('are shown to the service principals of their connections alone', async () => {
    const answer = await client.send('GET', `${ARM}/subscriptions?${VERSION}`)
    expect(answer.json).toMatchObject({
      value: [
        {
          id: `/subscriptions/${own.subscriptionId}`,
          subscriptionId: own.subscriptionId,
          tenantId: own.tenantId,
          displayName: 'Subscription of own',
          state: 'Enabled',
          managedByTenants: [],
        },
      ],
      count: { type: 'Total', value: 1 },
    })
    const one = await client.send('GET', `${ARM}//subscriptions/${own.subscriptionId.toUpperCase()}?${VERSION}`)
    expect(one).toMatchObject({ status: 200, json: { subscriptionId: own.subscriptionId } })
  })

  // parity: arm-subscriptions
  it('of another connection are refused with 403, which names client, action and scope', async () => {
    const answer = await client.send('GET', `${ARM}/subscriptions/${other.subscriptionId}?${VERSION}`)
    const principal = services.directory.applications.servicePrincipal(own.tenantId, own.clientId)?.objectId
    expect(answer.status).toBe(403)
    expect(answer.json).toEqual({
      error: {
        code: 'AuthorizationFailed',
        message: `The client '${own.clientId}' with object id '${principal}' does not have authorization to perform action 'Microsoft.Resources/subscriptions/read' over scope '/subscriptions/${other.subscriptionId}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
      },
    })
  })

  it('of another tenant are refused with 401, which names the tenant to go to', async () => {
    const answer = await client.send('GET', `${ARM}/subscriptions/${foreign.subscriptionId}?${VERSION}`)
    expect(answer).toMatchObject({ status: 401, json: { error: { code: 'InvalidAuthenticationTokenTenant' } } })
    expect(answer.headers.get('www-authenticate')).toBe(
      `Bearer authorization_uri="https://login.microsoftonline.com/${OTHER_TENANT}", error="invalid_token", error_description="The access token is from the wrong issuer. It must match the tenant associated with this subscription. Please use correct authority to get the token."`,
    )
  })

  it('that nobody has are not found, and what is no id is invalid', async () => {
    const id = '11111111-1111-4111-8111-111111111111'
    expect((await client.send('GET', `${ARM}/subscriptions/${id}?${VERSION}`)).json).toEqual({
      error: { code: 'SubscriptionNotFound', message: `The subscription '${id}' could not be found.` },
    })
    const odd = await client.send('GET', `${ARM}/subscriptions/mine/resourcegroups?${VERSION}`)
    expect(odd).toMatchObject({ status: 400, json: { error: { code: 'InvalidSubscriptionId' } } })
  })

  it('have regions, and the tenant has one entry', async () => {
    const regions = await client.send('GET', `${ARM}/subscriptions/${own.subscriptionId}/locations?${VERSION}`)
    expect(regions.text).toContain('"name":"westeurope"')
    const tenants = await client.send('GET', `${ARM}/tenants?${VERSION}`)
    expect(tenants.json).toMatchObject({
      value: [{ tenantId: own.tenantId, displayName: 'Mintwell Lab', defaultDomain: 'mintwell-lab.onmicrosoft.com' }],
    })
  })

  it('have two resource providers; another one is an invalid namespace', async () => {
    const base = `${ARM}/subscriptions/${own.subscriptionId}/providers`
    expect((await client.send('GET', `${base}?${VERSION}`)).text).toContain('Microsoft.ManagedIdentity')
    const one = await client.send('POST', `${base}/microsoft.managedidentity/register?${VERSION}`)
    expect(one.json).toMatchObject({ namespace: 'Microsoft.ManagedIdentity', registrationState: 'Registered' })
    expect((await client.send('GET', `${ARM}/providers/Microsoft.Resources?${VERSION}`)).status).toBe(200)
    expect((await client.send('GET', `${base}/Microsoft.Compute?${VERSION}`)).json).toEqual({
      error: { code: 'InvalidResourceNamespace', message: "The resource namespace 'Microsoft.Compute' is invalid." },
    })
  })
})

describe('what the lab does not have', () => {
  const at = (path: string) => `${ARM}/subscriptions/${own.subscriptionId}${path}?${VERSION}`

  beforeAll(async () => {
    await client.send('PUT', at('/resourcegroups/rg'), { location: 'westeurope' })
  })

  // parity: arm-rest
  it('is not found where one resource is asked for', async () => {
    const path = '/resourceGroups/RG/providers/Microsoft.Storage/storageAccounts/account'
    expect(await client.send('GET', at(path))).toMatchObject({
      status: 404,
      json: {
        error: {
          code: 'ResourceNotFound',
          message:
            "The Resource 'Microsoft.Storage/storageAccounts/account' under resource group 'rg' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix",
        },
      },
    })
  })

  it.each([
    ['GET', '/providers/Microsoft.Compute/virtualMachines', 'InvalidResourceNamespace'],
    ['PUT', '/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm', 'InvalidResourceNamespace'],
    ['GET', '/resourceGroups/rg/providers/Microsoft.ManagedIdentity/identities/x', 'InvalidResourceType'],
    ['GET', '/resourceGroups/none/providers/Microsoft.Compute/virtualMachines/vm', 'ResourceGroupNotFound'],
    ['GET', '/nothing', 'NotFound'],
  ])('%s %s is 404 %s', async (method, path, code) => {
    expect(await client.send(method, at(path))).toMatchObject({ status: 404, json: { error: { code } } })
  })

  it('is refused before that to whom may not see the subscription', async () => {
    const url = `${ARM}/subscriptions/${other.subscriptionId}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm?${VERSION}`
    const answer = await client.send('DELETE', url)
    expect(answer.status).toBe(403)
    expect(answer.text).toContain("action 'Microsoft.Compute/virtualMachines/delete'")
    expect((await services.send(`${ARM}/nothing?${VERSION}`)).status).toBe(401)
  })
})
