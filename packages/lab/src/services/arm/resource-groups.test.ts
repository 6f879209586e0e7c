import { beforeAll, describe, expect, it } from 'vitest'
import { CONNECTION, type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
let services: TestServices
let client: TestClient
let subscriptionId: string

beforeAll(async () => {
  services = testServices({ keys })
  client = await signIn(services, ARM_SCOPE)
  subscriptionId =
    services.directory.connections.find(services.directory.home.project, CONNECTION)?.subscriptionId ?? ''
})

const at = (name: string, type = 'resourcegroups') =>
  `https://management.azure.com/subscriptions/${subscriptionId}/${type}${name}?api-version=2021-04-01`

describe('a resource group', () => {
  // parity: arm-groups
  it('is made, shown without regard to case, listed, changed and deleted', async () => {
    const made = await client.send('PUT', at('/My-Group'), { location: 'West Europe', tags: { a: 'b' } })
    expect(made.status).toBe(201)
    expect(made.json).toEqual({
      id: `/subscriptions/${subscriptionId}/resourceGroups/My-Group`,
      name: 'My-Group',
      type: 'Microsoft.Resources/resourceGroups',
      location: 'westeurope',
      tags: { a: 'b' },
      properties: { provisioningState: 'Succeeded' },
    })
    expect(await client.send('GET', at('/my-group', 'resourceGroups'))).toMatchObject({ status: 200, json: made.json })
    expect((await client.send('PUT', at('/MY-GROUP'), { location: 'westeurope' })).json).toMatchObject({
      name: 'My-Group',
    })
    expect((await client.send('PATCH', at('/my-group'), { tags: { c: 'd' } })).json).toMatchObject({ tags: { c: 'd' } })
    expect((await client.send('PATCH', at('/my-group'), {})).json).toMatchObject({ tags: { c: 'd' } })
    expect((await client.send('GET', at(''))).json).toMatchObject({ value: [{ name: 'My-Group' }] })

    const deleted = await client.send('DELETE', at('/my-group'))
    expect(deleted.status).toBe(202)
    expect(deleted.headers.get('retry-after')).toBe('1')
    expect((await client.send('GET', deleted.headers.get('location') ?? '')).status).toBe(200)
    expect((await client.send('GET', at('/my-group'))).json).toEqual({
      error: { code: 'ResourceGroupNotFound', message: "Resource group 'my-group' could not be found." },
    })
    expect((await client.send('DELETE', at('/my-group'))).status).toBe(404)
  })

  it('is not made of what is said to be something else than JSON', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await client.send('PUT', at('/refused'), '{"location":"westeurope"}', headers)
    expect([answer.status, answer.json.error]).toEqual([
      415,
      {
        code: 'UnsupportedMediaType',
        message:
          "The content media type 'application/x-www-form-urlencoded' is not supported. Only 'application/json' is supported.",
      },
    ])
  })

  it('is checked by HEAD, which answers 204 where there is one and 404 where there is none, without a body', async () => {
    await client.send('PUT', at('/there'), { location: 'westeurope' })
    expect(await client.send('HEAD', at('/there'))).toMatchObject({ status: 204, text: '' })
    expect(await client.send('HEAD', at('/nowhere'))).toMatchObject({ status: 404, text: '' })
  })

  it('stays where it was made: another region is a conflict', async () => {
    await client.send('PUT', at('/placed'), { location: 'westeurope' })
    expect(await client.send('PUT', at('/placed'), { location: 'eastus' })).toMatchObject({
      status: 409,
      json: {
        error: {
          code: 'InvalidResourceGroupLocation',
          message:
            "Invalid resource group location 'eastus'. The Resource group already exists in location 'westeurope'.",
        },
      },
    })
  })

  it.each([
    ['no body', '', 'InvalidRequestContent'],
    ['a body that is no JSON', '{', 'InvalidRequestContent'],
    ['a body that is no object', '[]', 'InvalidRequestContent'],
    ['no region', {}, 'LocationRequired'],
    ['a region that there is none', { location: 'atlantis' }, 'LocationNotAvailableForResourceGroup'],
    ['tags that are no object', { location: 'westeurope', tags: 'x' }, 'InvalidRequestContent'],
    ['a tag that is no text', { location: 'westeurope', tags: { a: 1 } }, 'InvalidRequestContent'],
  ])('is refused with %s', async (_what, body, code) => {
    const answer = await client.send('PUT', at('/refused'), body)
    expect(answer).toMatchObject({ status: 400, json: { error: { code } } })
  })

  it('is refused when its name ends with a period, and when the body is too large', async () => {
    const named = await client.send('PUT', at('/name.'), { location: 'westeurope' })
    expect(named).toMatchObject({ status: 400, json: { error: { code: 'InvalidResourceGroup' } } })
    const large = await client.send('PUT', at('/large'), ' '.repeat(1_100_000))
    expect(large).toMatchObject({ status: 413, json: { error: { code: 'RequestEntityTooLarge' } } })
  })
})
