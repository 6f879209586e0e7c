import { describe, expect, it } from 'vitest'
import { CONNECTION, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, signIn } from '../bearer/test-client.ts'

const keys = testKeys()

describe('a deployment', () => {
  // parity: arm-validate
  it('is valid when it has a template, in a group that is there; nothing is made', async () => {
    const services = testServices({ keys })
    const client = await signIn(services, ARM_SCOPE)
    const { connections, home } = services.directory
    const group = `https://management.azure.com/subscriptions/${connections.find(home.project, CONNECTION)?.subscriptionId}/resourcegroups/g`
    const version = '?api-version=2022-09-01'
    const url = `${group}/providers/Microsoft.Resources/deployments/pkrdp-1/validate${version}`
    const body = { properties: { mode: 'Incremental', template: { resources: [] }, parameters: {} } }
    expect((await client.send('POST', url, body)).status).toBe(404)
    await client.send('PUT', `${group}${version}`, { location: 'westeurope' })
    expect(await client.send('POST', url, body)).toMatchObject({
      status: 200,
      json: { name: 'pkrdp-1', properties: { mode: 'Incremental', provisioningState: 'Succeeded' } },
    })
    expect((await client.send('POST', url, { properties: {} })).status).toBe(400)
  })
})
