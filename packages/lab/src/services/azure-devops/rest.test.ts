import { describe, expect, it } from 'vitest'
import { CONNECTION, openStep } from '../../lab/test-services.ts'
import { BASE, openRest, values } from './test-rest.ts'

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

  // parity: ado-version-needed
  it('wants a version of whoever changes something, in the query or in Accept', async () => {
    const { services, ask } = openRest()
    const { id } = services.provisionConnection(CONNECTION)
    const path = `_apis/serviceendpoint/endpoints/${id}`
    const without = await ask(path, { method: 'DELETE' })
    expect([without.status, without.json.typeKey]).toEqual([400, 'VssVersionNotSpecifiedException'])
    expect(without.json.message).toMatch(/^No api-version was supplied for the "DELETE" request\. /)
    const headers = { accept: 'application/json;api-version=7.1' }
    expect((await ask(path, { method: 'DELETE', headers })).status).toBe(204)
  })

  it('answers 405 for a method that a path does not take, once it knows who asks', async () => {
    const { services, ask } = openRest()
    for (const [method, path] of [
      ['PATCH', 'pipelines/_apis/build/builds/1'],
      ['DELETE', '_apis/projects/pipelines'],
      ['GET', '_apis/serviceendpoint/endpoints'],
      ['POST', '_apis/connectionData'],
    ] as const) {
      const answer = await ask(`${path}?api-version=7.1`, { method })
      const value = { Message: `The requested resource does not support http method '${method}'.` }
      expect([answer.status, answer.json]).toEqual([405, { count: 1, value }])
    }
    const headers = { 'x-tfs-fedauthredirect': 'Suppress' }
    expect((await services.send(`${BASE}/_apis/projects`, { method: 'PUT', headers })).status).toBe(401)
    expect((await ask('_apis/nothing', { method: 'PATCH' })).status).toBe(404)
  })

  // parity: ado-connection-data
  it('tells who and where one is, in preview versions only; without a good token one is Anonymous', async () => {
    const { services, ask } = openRest()
    const answer = await ask('_apis/connectionData?api-version=7.1-preview.1')
    const user = { providerDisplayName: 'somebody', subjectDescriptor: expect.stringMatching(/^aad\./) }
    expect(answer.json).toMatchObject({
      instanceId: services.directory.home.organization.id,
      deploymentType: 'hosted',
      authenticatedUser: user,
      authorizedUser: user,
      locationServiceData: { accessMappings: [{ accessPoint: 'https://localhost:8443/lab/' }] },
    })
    const { accessToken } = await openStep(services)
    const ofJob = await ask('_apis/connectionData', { headers: { authorization: `Bearer ${accessToken}` } })
    expect(ofJob.json.authenticatedUser).toMatchObject({ providerDisplayName: 'pipelines Build Service (lab)' })
    const released = await ask('_apis/connectionData?api-version=7.1')
    expect([released.status, released.json.typeKey]).toEqual([400, 'VssInvalidPreviewVersionException'])
    for (const headers of [{}, { authorization: 'Bearer nobody' }]) {
      const nobody = await services.send(`${BASE}/_apis/connectionData`, { headers })
      expect(nobody.json.authenticatedUser).toMatchObject({
        descriptor: 'System:PublicAccess;aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa',
        providerDisplayName: 'Anonymous',
      })
    }
  })

  it('refuses numbers that are none', async () => {
    const { ask } = openRest()
    expect((await ask('_apis/projects?$top=1&$skip=1')).json).toEqual({ count: 0, value: [] })
    for (const query of ['$top=-1', '$top=some', '$skip=1.5']) {
      const answer = await ask(`_apis/projects?${query}`)
      expect([answer.status, answer.json.typeKey]).toEqual([400, 'VssPropertyValidationException'])
    }
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

  // parity: ado-tasks
  it('lists the tasks that pipelines can use without a folder, and gets one by its id', async () => {
    const { ask } = openRest()
    const all = values(await ask('_apis/distributedtask/tasks'))
    expect(all.map(({ name, version }) => [name, version])).toContainEqual([
      'AzureCLI',
      { major: 2, minor: 0, patch: 0, isTest: false },
    ])
    const id = '6c731c3c-3c68-459a-a5c9-bde6e6595b5b'
    expect(values(await ask(`_apis/distributedtask/tasks/${id}`)).map(({ name }) => name)).toEqual(['Bash'])
  })
})
