import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { type Answer, CONNECTION, openStep, testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()

async function openLab() {
  const services = testServices({ keys })
  const { job, accessToken } = await openStep(services)
  const connection = services.directory.connections.find(services.directory.home.project, CONNECTION)
  const uri = `${job.oidcRequestUri}?serviceConnectionId=${connection?.id}`
  const bearer = { authorization: `Bearer ${accessToken}` }
  const ask = (url: string, init: RequestInit = {}) => services.send(url, { method: 'POST', headers: bearer, ...init })
  return { services, job, accessToken, connection, uri, bearer, ask }
}

function expectToken(answer: Answer): void {
  expect(answer.status).toBe(200)
  expect(Object.keys(answer.json)).toEqual(['oidcToken'])
  expect(decodeJwt(String(answer.json.oidcToken)).aud).toBe('fb60f99c-7a34-4190-8149-302f77469936')
}

describe('oidctoken', () => {
  // parity: ado-oidctoken
  it.each([
    ['an empty object', '{}', { 'content-type': 'application/json; charset=utf-8' }],
    ['null', 'null', { 'content-type': 'application/json' }],
    ['claims', '{"a":"b"}', { 'content-type': 'application/json' }],
    ['no body', undefined, {}],
    ['no body that is said to be a form', '', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('takes %s', async (_what, body, headers) => {
    const { uri, ask, bearer } = await openLab()
    expectToken(await ask(uri, { headers: { ...bearer, ...headers }, ...(body === undefined ? {} : { body }) }))
  })

  // parity: ado-oidctoken
  it.each([
    ['the query', '&api-version=7.1', {}],
    ['the query, in preview', '&api-version=7.1-preview.1', {}],
    ['Accept', '', { accept: 'application/json;api-version=7.2-preview.1' }],
    ['nowhere', '', {}],
    ['the query, with an audience of terraform’s', '&api-version=7.1&audience=api%3A%2F%2FAzureADTokenExchange', {}],
  ])('takes the version from %s', async (_where, query, headers) => {
    const { uri, ask, bearer } = await openLab()
    expectToken(await ask(uri + query, { headers: { ...bearer, ...headers } }))
  })

  it('takes the job token as the password of any user', async () => {
    const { uri, ask, accessToken } = await openLab()
    for (const user of ['PAT', '', 'anyone']) {
      const authorization = `Basic ${Buffer.from(`${user}:${accessToken}`).toString('base64')}`
      expectToken(await ask(uri, { headers: { authorization } }))
    }
  })

  it('is found under every name of the organization and the project, whatever the case of the path', async () => {
    const { services, job, connection, ask } = await openLab()
    const { planId, jobId } = job
    const rest = `_apis/distributedtask/hubs/Build/plans/${planId.toUpperCase()}/jobs/${jobId}/oidctoken?serviceConnectionId=${connection?.id.toUpperCase()}`
    const { project } = services.directory.home
    for (const base of [
      'https://dev.azure.com/lab',
      'https://dev.azure.com/LAB/',
      'https://lab.visualstudio.com',
      'https://lab.visualstudio.com/DefaultCollection',
    ]) {
      for (const name of [project.id, 'pipelines', 'PIPELINES']) expectToken(await ask(`${base}/${name}/${rest}`))
    }
  })

  it('has the headers that clients log, with the Date of the lab’s clock', async () => {
    const { uri, ask } = await openLab()
    const { headers } = await ask(uri)
    expect(headers.get('date')).toBe('Mon, 20 Apr 2026 01:04:56 GMT')
    expect(headers.get('x-vss-e2eid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('activityid')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('x-msedge-ref')).toMatch(/^Ref A: [0-9A-F]{32} Ref B: \S+ Ref C: 2026-04-20T01:04:56Z$/)
    expect(headers.get('content-type')).toMatch(/^application\/json; charset=utf-8/)
  })

  // parity: ado-unreferenced
  it('refuses a connection that the stage does not name, with a bare string and its length', async () => {
    const { services, job, ask } = await openLab()
    const other = services.provisionConnection('other')
    const answer = await ask(`${job.oidcRequestUri}?serviceConnectionId=${other.id}`)
    const value = `There is no explicit reference to service connection ${other.id} from current stage Nightly.Work.__default.`
    expect(answer.status).toBe(400)
    expect(answer.text).toBe(JSON.stringify({ count: value.length, value }))
    expect(services.events.at(-1)).toMatchObject({
      kind: 'refused',
      reason: 'unreferenced-connection',
      status: 400,
      connectionId: other.id,
    })
  })

  it('gives tokens for the connections of the stage’s other jobs', async () => {
    const { services } = await openLab()
    const job = await services.jobs.openJob({
      runNumber: 2,
      stage: 'S',
      job: 'J',
      connections: [],
      stageConnections: [CONNECTION],
    })
    expect(job.endpoints).toEqual([])
    expectToken(await services.askForIdToken(job, job.openStep('s').accessToken))
  })

  // parity: ado-oidctoken-method
  it.each(['GET', 'PUT', 'PATCH', 'DELETE'])('answers %s with 405 and the method’s name', async (method) => {
    const { uri, ask } = await openLab()
    const answer = await ask(uri, { method })
    expect(answer.status).toBe(405)
    expect(answer.json).toEqual({
      count: 1,
      value: { Message: `The requested resource does not support http method '${method}'.` },
    })
  })

  // parity: ado-sign-in
  it.each(['none', 'Bearer not-a-job-token', 'Basic bm90LWE6dG9rZW4=', 'Digest x', 'Bearer '])(
    'answers 401 to the authorization %j of a client that follows no sign-in',
    async (authorization) => {
      const { services, uri, ask } = await openLab()
      const headers = { 'x-tfs-fedauthredirect': 'Suppress', ...(authorization === 'none' ? {} : { authorization }) }
      const answer = await ask(uri, { headers })
      expect(answer.status).toBe(401)
      expect(answer.text).toBe('')
      expect(answer.headers.get('www-authenticate')).toContain(
        'Bearer authorization_uri=https://login.microsoftonline.com/',
      )
      expect(services.events.at(-1)).toMatchObject({ kind: 'refused', reason: 'unauthorized', caller: null })
    },
  )

  // parity: ado-sign-in
  it('sends whoever does not say so to the sign-in page', async () => {
    const { uri, ask } = await openLab()
    const answer = await ask(uri, { headers: {} })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toMatch(
      /^https:\/\/sps\w+\.vssps\.visualstudio\.com\/_signin\?realm=dev\.azure\.com&reply_to=https%3A/,
    )
    expect(answer.text).toContain('Object moved')
  })

  // parity: ado-job-ended
  it('refuses the tokens of a job that has ended with the exception that the agent knows', async () => {
    const { services, job, uri, ask } = await openLab()
    job.close()
    const answer = await ask(uri)
    expect(answer.status).toBe(403)
    expect(answer.json).toEqual({
      $id: '1',
      innerException: null,
      message: `Access denied: pipelines Build Service (lab) does not have write permissions for orchestration plan ${job.planId}.`,
      typeName:
        'Microsoft.TeamFoundation.DistributedTask.WebApi.TaskOrchestrationPlanSecurityException, Microsoft.TeamFoundation.DistributedTask.WebApi',
      typeKey: 'TaskOrchestrationPlanSecurityException',
      errorCode: 0,
      eventId: 3_000,
    })
    expect(services.events.at(-1)).toMatchObject({ kind: 'refused', reason: 'job-ended' })
  })

  it('refuses a job token at another job, and a plan or project that nobody knows', async () => {
    const { services, uri, ask, job } = await openLab()
    const other = await openStep(services, 2)
    const elsewhere = await services.askForIdToken(job, other.accessToken)
    expect([elsewhere.status, elsewhere.json.typeKey]).toEqual([403, 'TaskOrchestrationPlanSecurityException'])
    const swapped = await ask(uri.replace(job.jobId, other.job.jobId))
    expect([swapped.status, swapped.json.typeKey]).toEqual([403, 'TaskOrchestrationPlanSecurityException'])
    const noPlan = await ask(uri.replace(job.planId, job.jobId))
    expect([noPlan.status, noPlan.json.message]).toEqual([404, `No plan found for identifier ${job.jobId}.`])
    const noHub = await ask(uri.replace('/hubs/build/', '/hubs/release/'))
    expect(noHub.status).toBe(404)
    const noProject = await ask(uri.replace(services.directory.home.project.id, 'nowhere'))
    expect([noProject.status, noProject.json.typeKey]).toEqual([404, 'ProjectDoesNotExistWithNameException'])
    expect((await ask(uri.replace('/lab/', '/nobody/'))).status).toBe(404)
  })

  // parity: ado-version
  it('refuses a version that it does not have', async () => {
    const { uri, ask } = await openLab()
    const answer = await ask(`${uri}&api-version=7.2`)
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({
      message:
        'The requested version "7.2" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "7.2-preview"',
      typeName:
        'Microsoft.VisualStudio.Services.WebApi.VssInvalidPreviewVersionException, Microsoft.VisualStudio.Services.WebApi',
      typeKey: 'VssInvalidPreviewVersionException',
      errorCode: 0,
    })
  })

  it.each([
    ['a form', 415, { 'content-type': 'application/x-www-form-urlencoded' }, '{}'],
    ['half an object', 400, { 'content-type': 'application/json' }, '{"a":'],
    ['an array', 400, { 'content-type': 'application/json' }, '[]'],
    ['two megabytes', 413, { 'content-type': 'application/json' }, `{"a":"${'x'.repeat(2_000_000)}"}`],
  ])('refuses %s as claims', async (_what, status, headers, body) => {
    const { uri, ask, bearer } = await openLab()
    const answer = await ask(uri, { headers: { ...bearer, ...headers }, body })
    expect(answer.status).toBe(status)
    expect(answer.json.$id).toBe('1')
  })

  it('refuses a connection id that is no GUID', async () => {
    const { job, ask } = await openLab()
    expect((await ask(`${job.oidcRequestUri}?serviceConnectionId=${CONNECTION}`)).status).toBe(400)
  })
})
