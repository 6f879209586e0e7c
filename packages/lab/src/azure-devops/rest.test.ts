import { describe, expect, it } from 'vitest'
import {
  type Answer,
  CONNECTION,
  openStep,
  type TestServices,
  testKeys,
  testServices,
} from '../services/test-services.ts'

const keys = testKeys()
const BASE = 'https://dev.azure.com/lab'

/** Asks the REST API as one who holds a personal access token. */
function openRest(options: Parameters<typeof testServices>[0] = {}) {
  const services = testServices({ keys, ...options })
  const token = services.issuePersonalAccessToken('somebody')
  const authorization = `Basic ${Buffer.from(`PAT:${token}`).toString('base64')}`
  const ask = (path: string, init: RequestInit = {}): Promise<Answer> =>
    services.send(`${BASE}/${path}`, { ...init, headers: { authorization, ...init.headers } })
  const send = (method: string, path: string, body: unknown) =>
    ask(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } })
  return { services, token, authorization, ask, send }
}

const values = (answer: Answer) => answer.json.value as readonly Record<string, unknown>[]

describe('the REST API', () => {
  it('knows a personal access token, a job token and an access token of Entra for Azure DevOps', async () => {
    const { services, token } = openRest()
    const { job, accessToken } = await openStep(services)
    const assertion = await services.takeIdToken(job, accessToken)
    const exchange = await services.exchange(assertion, { scope: '499b84ac-1321-427f-aa17-267ca6975798/.default' })
    const entra = String(exchange.json.access_token)
    expect(token).toMatch(/^[a-z2-7]{52}$/)
    for (const credentials of [`Bearer ${token}`, `Bearer ${accessToken}`, `Bearer ${entra}`]) {
      const answer = await services.send(`${BASE}/_apis/projects`, { headers: { authorization: credentials } })
      expect([answer.status, values(answer)[0]?.name]).toEqual([200, 'pipelines'])
    }
  })

  // parity: ado-sign-in
  it('shows others the way to the sign-in, or 401 where the client says that it cannot follow', async () => {
    const { services, ask } = openRest()
    const { job, accessToken } = await openStep(services)
    const idToken = await services.takeIdToken(job, accessToken)
    const wrongAudience = String((await services.exchange(idToken)).json.access_token)
    job.close()
    const others = [undefined, 'Bearer nobody', `Bearer ${accessToken}`, `Bearer ${idToken}`, `Bearer ${wrongAudience}`]
    for (const authorization of others) {
      const headers = { ...(authorization ? { authorization } : {}), 'x-tfs-fedauthredirect': 'Suppress' }
      expect((await services.send(`${BASE}/_apis/projects`, { headers })).status).toBe(401)
    }
    const redirect = await services.send(`${BASE}/_apis/projects`, { redirect: 'manual' })
    expect(redirect.status).toBe(302)
    expect(redirect.headers.get('location')).toMatch(/^https:\/\/sps\w+\.vssps\.visualstudio\.com\/_signin\?/)
    expect((await ask('_apis/projects')).status).toBe(200)
  })

  // parity: ado-pat-oidctoken
  it('gives no ID token for a personal access token', async () => {
    const { services, authorization } = openRest()
    const { job } = await openStep(services)
    const answer = await services.send(job.oidcRequestUri, {
      method: 'POST',
      headers: { authorization, 'x-tfs-fedauthredirect': 'Suppress' },
    })
    expect(answer.status).toBe(401)
  })

  // parity: ado-version
  it('takes released versions and previews up to its own, in the query or in Accept, and no later ones', async () => {
    const { ask } = openRest()
    for (const version of ['5.1', '7.1', '7.1-preview.4', '7.2-preview.4']) {
      expect((await ask(`_apis/projects?api-version=${version}`)).status).toBe(200)
    }
    expect((await ask('_apis/projects?api-version=7.2')).json.typeKey).toBe('VssInvalidPreviewVersionException')
    const later = await ask('_apis/projects', { headers: { accept: 'application/json;api-version=8.0-preview.1' } })
    expect([later.status, later.json.typeKey]).toEqual([400, 'VssVersionOutOfRangeException'])
  })

  // parity: ado-projects
  it('lists the projects, and gets one by name or id; of an unknown one it says TF200016', async () => {
    const { services, ask } = openRest()
    const { project } = services.directory.home
    const list = await ask('_apis/projects')
    expect(list.json).toMatchObject({ count: 1, value: [{ id: project.id, name: 'pipelines', state: 'wellFormed' }] })
    for (const name of ['Pipelines', project.id.toUpperCase()]) {
      expect((await ask(`_apis/projects/${name}?includeCapabilities=true`)).json).toMatchObject({
        id: project.id,
        capabilities: { versioncontrol: { sourceControlType: 'Git' } },
      })
    }
    const unknown = await ask('_apis/projects/nothing')
    expect([unknown.status, unknown.json.typeKey]).toEqual([404, 'ProjectDoesNotExistWithNameException'])
    expect(unknown.json.message).toMatch(/^TF200016: /)
  })
})

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
    const made = await send('POST', 'pipelines/_apis/serviceendpoint/endpoints', body)
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
    const changed = await send('PUT', `pipelines/${path}`, body)
    expect(changed.json).toMatchObject({
      id,
      name: 'renamed',
      authorization: { parameters: { workloadIdentityFederationSubject: 'sc://lab/pipelines/renamed' } },
    })
    const { project } = services.directory.home
    expect(services.directory.connections.find(project, CONNECTION)).toBeUndefined()
    expect((await ask(`${path}?projectIds=${project.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(`pipelines/${path}`)).text).toBe('null')
    expect((await ask(path, { method: 'DELETE' })).status).toBe(404)
    expect((await send('PUT', `pipelines/${path}`, body)).status).toBe(404)
  })

  // parity: ado-endpoints
  it('refuses a name that is taken, another kind, ids that are none, and bodies that are not JSON', async () => {
    const { services, send, ask } = openRest()
    services.provisionConnection('made by REST')
    const post = (changes: object) => send('POST', '_apis/serviceendpoint/endpoints', endpointBody(services, changes))
    const taken = await post({})
    expect([taken.status, taken.json.typeKey]).toEqual([500, 'DuplicateServiceConnectionException'])
    expect((await post({ type: 'docker' })).json.typeKey).toBe('ServiceEndpointException')
    expect((await post({ name: '' })).status).toBe(400)
    expect((await post({ data: { subscriptionId: 'no' } })).status).toBe(400)
    expect((await post({ serviceEndpointProjectReferences: [] })).status).toBe(400)
    expect((await ask('_apis/serviceendpoint/endpoints', { method: 'POST', body: '{' })).status).toBe(400)
    expect(services.events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
  })
})
