import { beforeAll, describe, expect, it } from 'vitest'
import { testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const IDENTITY = 'Microsoft.ManagedIdentity/userAssignedIdentities'
let client: TestClient
let base = ''

beforeAll(async () => {
  const services = testServices({ keys: testKeys() })
  const { subscriptionId } = services.provisionConnection('own')
  base = `https://management.azure.com/subscriptions/${subscriptionId}`
  client = await signIn(services, ARM_SCOPE, 'own')
  for (const [group, name, tags] of [
    ['east', "it's one", {}],
    ['west', 'two', { Team: 'Red' }],
  ] as const) {
    await client.send('PUT', `${base}/resourcegroups/${group}?api-version=2021-04-01`, { location: 'westeurope', tags })
    await client.send(
      'PUT',
      `${base}/resourcegroups/${group}/providers/${IDENTITY}/${name.replaceAll(/\W/g, '-')}?api-version=2023-01-31`,
      { location: 'westeurope', tags },
    )
  }
})

const ask = (path: string, filter?: string) =>
  client.send(
    'GET',
    `${base}${path}?api-version=2021-04-01${filter === undefined ? '' : `&$filter=${encodeURIComponent(filter)}`}`,
  )

/** The names that an answer lists. */
const names = async (path: string, filter?: string) =>
  ((await ask(path, filter)).json.value as readonly { readonly name: string }[]).map(({ name }) => name)

describe('the list of resources', () => {
  it.each([
    ["resourceType eq 'Microsoft.KeyVault/vaults'", []],
    [`resourcetype EQ '${IDENTITY.toLowerCase()}'`, ['it-s-one', 'two']],
    ["resourceType ne 'Microsoft.KeyVault/vaults' and name eq 'TWO'", ['two']],
    ["resourceGroup eq 'east'", ['it-s-one']],
    ["name eq 'none' or name eq 'two' and location eq 'westeurope'", ['two']],
    ["substringof('S-O', name)", ['it-s-one']],
    ["tagName eq 'team' and tagValue eq 'red'", ['two']],
    ["identity/principalId eq 'x'", []],
    ["plan ne 'x'", ['it-s-one', 'two']],
    ["name eq 'it''s'", []],
  ])('with the filter %s is of what it lets through', async (filter, expected) => {
    expect(await names('/resources', filter)).toEqual(expected)
  })

  it.each([
    "startswith(name, 'x')",
    "type eq 'x'",
    'name eq two',
    "name gt 'two'",
    "name eq 'two' and",
    "name eq 'two' name eq 'two'",
    "substringof('x', location)",
    "tagName ne 'team'",
  ])('is refused with the filter %s, which is repeated', async (filter) => {
    expect(await ask('/resources', filter)).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 'InvalidFilterInQueryString',
          message: `Invalid $filter '${filter}' specified in the query string.`,
        },
      },
    })
  })

  it('of a resource group is of its own, and of a missing group refused', async () => {
    expect(await names('/resourceGroups/WEST/resources')).toEqual(['two'])
    expect(await names('/resourceGroups/west/resources', "name eq 'it-s-one'")).toEqual([])
    expect(await ask('/resourceGroups/north/resources')).toMatchObject({
      status: 404,
      json: { error: { code: 'ResourceGroupNotFound' } },
    })
  })

  it('has resource groups by their tags', async () => {
    expect(await names('/resourcegroups', "tagName eq 'Team' and tagValue eq 'Red'")).toEqual(['west'])
  })
})
