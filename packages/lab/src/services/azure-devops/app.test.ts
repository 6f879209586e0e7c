import { describe, expect, it } from 'vitest'
import { testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()

describe('Azure DevOps', () => {
  // parity: ado-location
  it('tells azure-devops-node-api where the resource for ID tokens is', async () => {
    const answer = await testServices({ keys }).send('https://localhost:8443/lab/_apis/distributedtask', {
      method: 'OPTIONS',
      headers: { accept: 'application/json', 'user-agent': 'node-Task-api', 'x-tfs-fedauthredirect': 'Suppress' },
    })
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      count: 7,
      value: expect.arrayContaining([
        {
          id: '69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2',
          area: 'distributedtask',
          resourceName: 'oidctoken',
          routeTemplate: '{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}/jobs/{jobId}/{resource}',
          resourceVersion: 1,
          minVersion: '6.0',
          maxVersion: '7.2',
          releasedVersion: '0.0',
        },
      ]),
    })
  })

  it('has no resources in areas that it does not serve, and lists all of them without an area', async () => {
    const { send } = testServices({ keys })
    const options = (path: string) => send(`https://dev.azure.com/lab/${path}`, { method: 'OPTIONS' })
    expect((await options('_apis/wit')).json).toEqual({ count: 0, value: [] })
    expect((await options('_apis')).json.count).toBe(19)
    expect((await options('_apis/location')).json.count).toBe(2)
  })

  // parity: ado-connection-data
  it('leads every resource area to the collection', async () => {
    const { send } = testServices({ keys })
    const all = await send('https://localhost:8443/lab/_apis/resourceAreas')
    expect(all.json.value).toContainEqual({
      id: 'a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd',
      name: 'distributedtask',
      locationUrl: 'https://localhost:8443/lab/',
    })
    const one = await send(
      'https://localhost:8443/lab/_apis/ResourceAreas/A85B8835-C1A1-4AAC-AE97-1C3D0BA72DBD?api-version=7.1-preview.1',
    )
    expect(one.json.name).toBe('distributedtask')
    expect((await send('https://localhost:8443/lab/_apis/resourceAreas/nothing')).text).toBe('null')
  })

  it('answers 404 with its headers and Date wherever it has nothing', async () => {
    const { send } = testServices({ keys })
    for (const path of ['', 'nobody/_apis/connectionData', 'lab/_apis/nothing', 'lab/%E0%A4%A', '..%2f..%2fetc']) {
      const answer = await send(`https://dev.azure.com/${path}`)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('date')).toBe('Mon, 20 Apr 2026 01:04:56 GMT')
    }
  })
})
