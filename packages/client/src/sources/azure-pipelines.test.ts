import { describe, expect, it } from 'vitest'
import { ClientError } from '../errors.ts'
import { testToken } from '../keeper/test-simulation.ts'
import { azurePipelines } from './azure-pipelines-environment.ts'
import { referencingYaml } from './azure-pipelines-refusals.ts'
import { fakeHttp } from './test-http.ts'

const CONNECTION = '143c454e-ca57-4f82-97ba-e5460221c27d'
const URI =
  'https://dev.azure.com/lab/421e2ea5-3d3b-4d09-be3e-5605be3b2111/_apis/distributedtask/hubs/build/plans/p/jobs/j/oidctoken'
const CANARY = 'canary-job-token'
const env = {
  SYSTEM_OIDCREQUESTURI: URI,
  SYSTEM_ACCESSTOKEN: CANARY,
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/lab/',
  SYSTEM_TEAMPROJECTID: '421e2ea5-3d3b-4d09-be3e-5605be3b2111',
}
const token = testToken(Date.UTC(2026, 3, 20), 600_000, 'one')
const ok = { text: JSON.stringify({ oidcToken: token }), headers: { date: 'Mon, 20 Apr 2026 00:00:01 GMT' } }

async function errorOf(run: () => unknown): Promise<ClientError> {
  try {
    await run()
  } catch (error) {
    expect(error).toBeInstanceOf(ClientError)
    const { message, hint, data } = error as ClientError
    expect(JSON.stringify({ message, hint, data })).not.toContain(CANARY)
    return error as ClientError
  }
  throw new Error('no error came')
}

const asked = (http: ReturnType<typeof fakeHttp>, connection: string | null = CONNECTION) =>
  azurePipelines(env, { connection, http }).request()

describe('a token of Azure Pipelines', () => {
  it('takes one POST to the job’s own endpoint, without a body, and tells the server’s time', async () => {
    const http = fakeHttp([ok])
    expect(await asked(http)).toEqual({ token, serverTime: Date.UTC(2026, 3, 20, 0, 0, 1) })
    expect(http.requests).toHaveLength(1)
    expect(http.requests[0]).toMatchObject({
      method: 'POST',
      url: `${URI}?api-version=7.1&serviceConnectionId=${CONNECTION}`,
      headers: { authorization: `Bearer ${CANARY}`, 'x-tfs-fedauthredirect': 'Suppress', 'content-length': '0' },
    })
    expect(http.requests[0]?.body).toBeUndefined()
  })

  it('of the pipeline itself names no connection', async () => {
    const http = fakeHttp([ok])
    await asked(http, null)
    expect(http.requests[0]?.url).toBe(`${URI}?api-version=7.1`)
  })

  it('of a connection named by its name takes one request more, once', async () => {
    const endpoint = {
      id: CONNECTION,
      name: 'conn',
      authorization: { parameters: { tenantid: 't', serviceprincipalid: 'c' } },
      data: { subscriptionId: 's', environment: 'AzureCloud' },
    }
    const http = fakeHttp([{ text: JSON.stringify({ count: 1, value: [endpoint] }) }, ok])
    const source = azurePipelines(env, { connection: 'conn', http })
    await source.request()
    await source.request()
    expect(
      http.requests.map(
        ({ method, url }) => `${method} ${new URL(url).pathname.split('/').at(-1)}${new URL(url).search}`,
      ),
    ).toEqual([
      'GET endpoints?endpointNames=conn&api-version=7.1',
      `POST oidctoken?api-version=7.1&serviceConnectionId=${CONNECTION}`,
      `POST oidctoken?api-version=7.1&serviceConnectionId=${CONNECTION}`,
    ])
    expect(await source.connection()).toEqual({
      id: CONNECTION,
      name: 'conn',
      tenantId: 't',
      clientId: 'c',
      subscriptionId: 's',
      environment: 'AzureCloud',
    })
  })

  it('of a name that the job cannot see is refused with what to do', async () => {
    const error = await errorOf(() => asked(fakeHttp([{ text: '{"count":0,"value":[]}' }]), 'conn'))
    expect(error.code).toBe('ERR_CONNECTION_UNKNOWN')
    expect(error.hint).toContain('GUID')
  })

  it('knows the connection by its GUID alone where the service tells nothing of it', async () => {
    const source = azurePipelines(env, { connection: CONNECTION, http: fakeHttp([{ text: 'null' }]) })
    expect(await source.connection()).toEqual({ id: CONNECTION })
  })

  it('has an end where the job token is a JWT', () => {
    const end = Date.UTC(2026, 3, 20, 1)
    const source = azurePipelines(
      { ...env, SYSTEM_ACCESSTOKEN: testToken(end - 3_600_000, 3_600_000, 'job') },
      { connection: CONNECTION, http: fakeHttp([ok]) },
    )
    expect(source.endsAt).toBe(end)
    expect(azurePipelines(env, { connection: CONNECTION, http: fakeHttp([ok]) }).endsAt).toBeUndefined()
  })
})

describe('the environment of a step', () => {
  it.each([
    {
      lack: 'SYSTEM_OIDCREQUESTURI',
      change: { SYSTEM_OIDCREQUESTURI: '' },
      code: 'ERR_SOURCE_CONFIGURATION',
      hint: /Azure DevOps/,
    },
    {
      lack: 'the job token',
      change: { SYSTEM_ACCESSTOKEN: undefined },
      code: 'ERR_JOB_TOKEN_MISSING',
      hint: /SYSTEM_ACCESSTOKEN: \$\(System\.AccessToken\)/,
    },
    {
      lack: 'an expanded job token',
      change: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' },
      code: 'ERR_JOB_TOKEN_MISSING',
      hint: /SYSTEM_ACCESSTOKEN: \$\(System\.AccessToken\)/,
    },
  ])('without $lack is refused with the YAML or the reason', async ({ change, code, hint }) => {
    const error = await errorOf(() => azurePipelines({ ...env, ...change }, { connection: CONNECTION }))
    expect(error.code).toBe(code)
    expect(error.hint).toMatch(hint)
  })

  it('without a connection is refused, and takes the one of an AzureCLI step', async () => {
    expect((await errorOf(() => azurePipelines(env))).code).toBe('ERR_CONNECTION_MISSING')
    expect(azurePipelines({ ...env, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: CONNECTION }).subject).toBe(CONNECTION)
  })

  it.each([
    ['another host', 'https://evil.example/oidctoken', 'ERR_SOURCE_HOST'],
    ['no https', 'http://dev.azure.com/lab/oidctoken', 'ERR_SOURCE_HOST'],
    ['another organization', 'https://other.visualstudio.com/oidctoken', 'ERR_SOURCE_HOST'],
    ['no URL', 'nonsense', 'ERR_SOURCE_CONFIGURATION'],
  ])('whose endpoint has %s gets no job token sent there', async (_, uri, code) => {
    const http = fakeHttp([ok])
    const error = await errorOf(() =>
      azurePipelines({ ...env, SYSTEM_OIDCREQUESTURI: uri }, { connection: CONNECTION, http }).request(),
    )
    expect(error.code).toBe(code)
    expect(http.requests).toHaveLength(0)
  })

  it('may have the endpoint at the older address of the same organization', async () => {
    const http = fakeHttp([ok])
    await azurePipelines(
      { ...env, SYSTEM_OIDCREQUESTURI: 'https://lab.visualstudio.com/x/oidctoken' },
      { connection: CONNECTION, http },
    ).request()
    expect(http.requests).toHaveLength(1)
  })
})

describe('a refusal of Azure DevOps', () => {
  const reference = `There is no explicit reference to service connection ${CONNECTION} from current stage Build.Job.__default.`
  it.each([
    {
      is: 'a connection that no input names',
      answer: { status: 400, text: JSON.stringify({ count: reference.length, value: reference }) },
      code: 'ERR_CONNECTION_UNAUTHORIZED',
      hint: `azureSubscription: '${CONNECTION}'`,
    },
    { is: 'a dead job token', answer: { status: 401 }, code: 'ERR_JOB_TOKEN_REFUSED', hint: 'SYSTEM_ACCESSTOKEN' },
    {
      is: 'the way to sign in',
      answer: { status: 302, text: '<html>Object moved</html>' },
      code: 'ERR_JOB_TOKEN_REFUSED',
      hint: 'SYSTEM_ACCESSTOKEN',
    },
    {
      is: 'a sign-in page',
      answer: { status: 203, text: '<!DOCTYPE html>' },
      code: 'ERR_JOB_TOKEN_REFUSED',
      hint: 'SYSTEM_ACCESSTOKEN',
    },
    {
      is: 'an identity without rights',
      answer: {
        status: 403,
        text: JSON.stringify({ message: "TF400813: The user 'x' is not authorized to access this resource." }),
      },
      code: 'ERR_JOB_TOKEN_REFUSED',
      hint: 'SYSTEM_ACCESSTOKEN',
    },
    {
      is: 'an unknown plan',
      answer: { status: 404, text: JSON.stringify({ message: 'No plan found for identifier p.' }) },
      code: 'ERR_CONNECTION_UNKNOWN',
      hint: 'may use it',
    },
    { is: '404 without a word', answer: { status: 404 }, code: 'ERR_SOURCE_ANSWER', hint: 'null' },
    { is: 'an object without a token', answer: { status: 200, text: '{}' }, code: 'ERR_SOURCE_ANSWER', hint: 'null' },
    {
      is: 'a method',
      answer: {
        status: 405,
        text: JSON.stringify({
          count: 1,
          value: { Message: "The requested resource does not support http method 'GET'." },
        }),
      },
      code: 'ERR_METHOD',
      hint: 'POST',
    },
    {
      is: 'a version',
      answer: { status: 400, text: JSON.stringify({ message: 'm', typeName: 'VssInvalidPreviewVersionException' }) },
      code: 'ERR_METHOD',
      hint: 'api-version=7.1',
    },
    {
      is: 'an outage',
      answer: { status: 503, text: 'The service is unavailable.' },
      code: 'ERR_SOURCE_UNAVAILABLE',
      hint: 'status.dev.azure.com',
    },
    {
      is: 'throttling',
      answer: { status: 429, headers: { 'retry-after': '60' } },
      code: 'ERR_SOURCE_THROTTLED',
      hint: 'less often',
    },
  ])('for $is has its own code and cure', async ({ answer, code, hint }) => {
    const error = await errorOf(() => asked(fakeHttp([answer])))
    expect(error.code).toBe(code)
    expect(error.hint).toContain(hint)
    expect(error.data.status).toBe(answer.status)
  })

  it('for the plan, the identity and the token is told apart in words, and only what may pass is asked for again', async () => {
    const plan = { message: 'gone', typeKey: 'TaskOrchestrationPlanSecurityException' }
    const identity = { message: "TF400813: The user 'x' is not authorized to access this resource." }
    const errors = await Promise.all(
      [
        { status: 403, text: JSON.stringify(plan) },
        { status: 403, text: JSON.stringify(identity) },
        { status: 401 },
      ].map((answer) => errorOf(() => asked(fakeHttp([answer])))),
    )
    expect(new Set(errors.map(({ message }) => message.split(' (')[0])).size).toBe(3)
    expect(errors.map(({ data }) => data.mayPass)).toEqual([true, false, false])
    for (const { hint } of errors) expect(hint).toContain('SYSTEM_ACCESSTOKEN: $(System.AccessToken)')
  })

  it('has YAML to paste that is YAML, whatever the connection is called', () => {
    expect(referencingYaml("Bob's")).toContain("azureSubscription: 'Bob''s'\n")
  })

  it('in the older words for a connection that no input names has the YAML that cures it, too', async () => {
    const { hint } = await errorOf(() => asked(fakeHttp([{ status: 404, text: 'Not Found' }])))
    expect(hint).toContain(`azureSubscription: '${CONNECTION}'`)
  })

  it('that asks to wait says for how long', async () => {
    expect(
      (await errorOf(() => asked(fakeHttp([{ status: 429, headers: { 'retry-after': '60' } }])))).data
        .retryAfterSeconds,
    ).toBe(60)
  })

  it('never comes where the network gives no answer: that is another error', async () => {
    const error = await errorOf(() =>
      asked(fakeHttp([Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })])),
    )
    expect(error.code).toBe('ERR_SOURCE_UNREACHABLE')
    expect(error.message).toContain('ECONNREFUSED')
  })
})
