import { describe, expect, it } from 'vitest'
import { CONNECTION, type TestServices } from '../../lab/test-services.ts'
import { openRest, values } from './test-rest.ts'

const endpointBody = (services: TestServices, changes: object = {}) => ({
  name: 'made by REST',
  description: 'of a test',
  type: 'azurerm',
  url: 'https://management.azure.com/',
  authorization: {
    scheme: 'WorkloadIdentityFederation',
    parameters: {
      tenantid: services.directory.home.tenant.id,
      serviceprincipalid: '11111111-2222-4333-8444-555555555555',
    },
  },
  data: {
    environment: 'AzureCloud',
    scopeLevel: 'Subscription',
    subscriptionId: '99999999-2222-4333-8444-555555555555',
    subscriptionName: 'Mine',
    creationMode: 'Manual',
  },
  serviceEndpointProjectReferences: [
    { projectReference: { id: services.directory.home.project.id, name: 'pipelines' }, name: 'made by REST' },
  ],
  ...changes,
})

describe('the REST API for service connections', () => {
  // parity: ado-endpoints
  it('makes one, with issuer and subject of its own, for which the client then sets up its application', async () => {
    const { services, send } = openRest()
    const made = await send('POST', '_apis/serviceendpoint/endpoints?api-version=7.1', endpointBody(services))
    const { organization, tenant } = services.directory.home
    expect(made.status).toBe(200)
    expect(made.json).toMatchObject({
      name: 'made by REST',
      description: 'of a test',
      isReady: true,
      authorization: {
        scheme: 'WorkloadIdentityFederation',
        parameters: {
          workloadIdentityFederationIssuer: `https://login.microsoftonline.com/${tenant.id}/v2.0`,
          workloadIdentityFederationSubject: expect.stringMatching(
            new RegExp(`^/eid1/c/pub/t/.*/sc/${organization.id}/${made.json.id}$`),
          ),
        },
      },
      data: { subscriptionName: 'Mine', creationMode: 'Manual' },
      serviceEndpointProjectReferences: [{ projectReference: { name: 'pipelines' } }],
    })

    const appId = '11111111-2222-4333-8444-555555555555'
    const { applications } = services.directory
    const { authorization } = made.json as { authorization: { parameters: Record<string, string> } }
    applications.add({ appId, objectId: 'o', displayName: 'mine', tenantId: tenant.id, federatedCredentials: [] })
    applications.addServicePrincipal({ objectId: 'p', appId, tenantId: tenant.id })
    applications.putCredential(appId, {
      id: 'c',
      name: 'pipelines',
      issuer: String(authorization.parameters.workloadIdentityFederationIssuer),
      subject: String(authorization.parameters.workloadIdentityFederationSubject),
      audiences: ['api://AzureADTokenExchange'],
      createdAt: 0,
    })
    const job = await services.jobs.openJob({ runNumber: 1, stage: 'S', job: 'J', connections: ['made by REST'] })
    const token = await services.takeIdToken(job, job.openStep('s').accessToken, 'made by REST')
    expect((await services.exchange(token, { client_id: appId })).status).toBe(200)
  })

  it('makes the application too where it is to', async () => {
    const { services, send } = openRest()
    const body = endpointBody(services, {
      authorization: { scheme: 'WorkloadIdentityFederation', parameters: { serviceprincipalid: '' } },
      data: { creationMode: 'Automatic' },
    })
    const made = await send('POST', 'pipelines/_apis/serviceendpoint/endpoints?api-version=7.1', body)
    expect(made.json).toMatchObject({ data: { creationMode: 'Automatic' } })
    const connection = services.directory.connections.findById(String(made.json.id))
    expect(services.directory.applications.find(connection?.clientId ?? '')?.federatedCredentials).toHaveLength(1)
  })

  // parity: ado-endpoints
  it('lists by names, ids, type and scheme, gets by id, and has null for an unknown one', async () => {
    const { services, ask } = openRest()
    const [first, second] = ['first', 'second'].map((name) => services.provisionConnection(name))
    const list = async (query: string) => values(await ask(`pipelines/_apis/serviceendpoint/endpoints${query}`)).length
    expect(await list('')).toBe(2)
    expect(await list('?type=AzureRM&authSchemes=WorkloadIdentityFederation')).toBe(2)
    expect(await list('?type=docker')).toBe(0)
    expect(await list('?endpointNames=FIRST,nothing')).toBe(1)
    expect(await list(`?endpointIds=${first?.id},${second?.id}`)).toBe(2)
    const one = await ask(`pipelines/_apis/serviceendpoint/endpoints/${second?.id}?api-version=7.1-preview.4`)
    expect(one.json.name).toBe('second')
    const unknown = await ask('pipelines/_apis/serviceendpoint/endpoints/00000000-0000-4000-8000-000000000000')
    expect([unknown.status, unknown.text]).toEqual([200, 'null'])
  })

  it('changes and deletes; with Azure DevOps’ own issuer a new name is a new subject', async () => {
    const { services, ask, send } = openRest({ settings: { issuer: 'ado' } })
    const { id } = services.provisionConnection(CONNECTION)
    const path = `_apis/serviceendpoint/endpoints/${id}`
    const body = endpointBody(services, { name: 'renamed', serviceEndpointProjectReferences: [] })
    const changed = await send('PUT', `pipelines/${path}?api-version=7.1`, body)
    expect(changed.json).toMatchObject({
      id,
      name: 'renamed',
      authorization: { parameters: { workloadIdentityFederationSubject: 'sc://lab/pipelines/renamed' } },
    })
    const { project } = services.directory.home
    expect(services.directory.connections.find(project, CONNECTION)).toBeUndefined()
    const remove = (projectIds: string) => ask(`${path}?api-version=7.1&projectIds=${projectIds}`, { method: 'DELETE' })
    expect((await remove('00000000-0000-4000-8000-000000000000')).status).toBe(404)
    expect((await ask(`pipelines/${path}`)).json.name).toBe('renamed')
    expect((await remove(`00000000-0000-4000-8000-000000000000,${project.id}`)).status).toBe(204)
    expect((await ask(`pipelines/${path}`)).text).toBe('null')
    expect((await remove(project.id)).status).toBe(404)
    expect((await send('PUT', `pipelines/${path}?api-version=7.1`, body)).status).toBe(404)
  })

  it('shares one with another project, by a name of its own there, and takes it back', async () => {
    const { services, ask, send } = openRest()
    const { home, organizations } = services.directory
    const other = organizations.addProject({ id: 'other-id', name: 'other', organization: home.organization })
    const { id, subject } = services.provisionConnection(CONNECTION)
    const path = `_apis/serviceendpoint/endpoints/${id}?api-version=7.1`
    const shared = await send('PATCH', path, [{ projectReference: { name: 'Other' }, name: 'theirs' }])
    expect(shared.status).toBe(200)
    const list = async (project: string) =>
      values(await ask(`${project}/_apis/serviceendpoint/endpoints?endpointNames=theirs`))
    expect(await list('other')).toMatchObject([
      {
        id,
        name: 'theirs',
        isShared: true,
        authorization: { parameters: { workloadIdentityFederationSubject: subject } },
        serviceEndpointProjectReferences: [
          { name: CONNECTION },
          { name: 'theirs', projectReference: { id: other.id } },
        ],
      },
    ])
    expect(await list('pipelines')).toEqual([])
    expect((await ask(`pipelines/${path}`)).json).toMatchObject({ name: CONNECTION, isShared: true })
    expect((await ask(`${path}&projectIds=${other.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(`other/${path}`)).text).toBe('null')
    expect((await ask(`pipelines/${path}`)).json).toMatchObject({ name: CONNECTION, isShared: false })
  })

  it('shares with no project that does not exist, nothing that does not exist, and by a list alone', async () => {
    const { services, send } = openRest()
    const { id } = services.provisionConnection(CONNECTION)
    const share = async (to: string, body: unknown) => {
      const { status, json } = await send('PATCH', `_apis/serviceendpoint/endpoints/${to}?api-version=7.1`, body)
      return [status, json.typeKey]
    }
    const own = [{ projectReference: { id: services.directory.home.project.id } }]
    expect(await share(id, [{ projectReference: { name: 'none' } }])).toEqual([
      404,
      'ProjectDoesNotExistWithNameException',
    ])
    expect(await share('00000000-0000-4000-8000-000000000000', own)).toEqual([404, 'ServiceEndpointNotFoundException'])
    for (const body of [{}, [], [{}]]) expect(await share(id, body)).toEqual([400, 'VssPropertyValidationException'])
  })

  // parity: ado-endpoints
  it('refuses a name that is taken, another kind, ids that are none, and bodies that are not JSON', async () => {
    const { services, send, ask } = openRest()
    services.provisionConnection('made by REST')
    const path = '_apis/serviceendpoint/endpoints?api-version=7.1'
    const post = (changes: object) => send('POST', path, endpointBody(services, changes))
    const taken = await post({})
    expect([taken.status, taken.json.typeKey]).toEqual([500, 'DuplicateServiceConnectionException'])
    expect((await post({ type: 'docker' })).json.typeKey).toBe('ServiceEndpointException')
    expect((await post({ name: '' })).status).toBe(400)
    expect((await post({ data: { subscriptionId: 'no' } })).status).toBe(400)
    expect((await post({ serviceEndpointProjectReferences: [] })).status).toBe(400)
    const raw = (body: string, type = 'application/json') =>
      ask(path, { method: 'POST', body, headers: { 'content-type': type } })
    expect((await raw('{')).status).toBe(400)
    expect((await raw('')).status).toBe(400)
    expect((await raw('{}', 'application/x-www-form-urlencoded')).status).toBe(415)
    expect((await raw(`{"name":"${'x'.repeat(2_000_000)}"}`)).status).toBe(413)
    expect(services.events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
  })
})
