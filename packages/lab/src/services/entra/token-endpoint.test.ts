import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import * as oauth from 'oauth4webapi'
import { describe, expect, it } from 'vitest'
import {
  at,
  CONNECTION,
  openStep,
  type TestServices,
  testKeys,
  testServices,
  tokenUrl,
} from '../../lab/test-services.ts'

const keys = testKeys()

async function withToken(options: Parameters<typeof testServices>[0] = {}) {
  const services = testServices({ keys, ...options })
  const { job, accessToken } = await openStep(services)
  const assertion = await services.takeIdToken(job, accessToken)
  const connection = services.directory.connections.find(services.directory.home.project, CONNECTION)
  if (!connection) throw new Error('no connection')
  return { services, connection, assertion }
}

/** What is the same in every error: the ids, and the time in the places where it stands. */
function expectError(
  services: TestServices,
  answer: Awaited<ReturnType<TestServices['send']>>,
  wanted: { status: number; error: string; code: number; message: string | RegExp; uri?: boolean },
): void {
  const { trace_id, correlation_id, timestamp, error_description } = answer.json as Record<string, string>
  expect(answer.status).toBe(wanted.status)
  expect(answer.json).toEqual({
    error: wanted.error,
    error_description: expect.anything(),
    error_codes: [wanted.code],
    timestamp: `${new Date(services.clock.now()).toISOString().slice(0, 19).replace('T', ' ')}Z`,
    trace_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{10}00$/),
    correlation_id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    ...(wanted.uri === false ? {} : { error_uri: `https://login.microsoftonline.com/error?code=${wanted.code}` }),
  })
  const ids = ` Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`
  expect(error_description?.endsWith(ids)).toBe(true)
  const message = error_description?.slice(0, -ids.length)
  if (typeof wanted.message === 'string') expect(message).toBe(`AADSTS${wanted.code}: ${wanted.message}`)
  else expect(message).toMatch(wanted.message)
  expect(answer.headers.get('x-ms-request-id')).toBe(trace_id)
  expect(services.events.at(-1)).toMatchObject({ kind: 'exchange', status: wanted.status, errorCode: wanted.code })
}

describe('the token endpoint', () => {
  // parity: entra-exchange, entra-token-version
  it('trades an ID token for an access token at v2.0, in numbers', async () => {
    const { services, connection, assertion } = await withToken()
    const answer = await services.exchange(assertion)
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      token_type: 'Bearer',
      expires_in: 3_599,
      ext_expires_in: 3_599,
      access_token: expect.any(String),
    })
    const token = String(answer.json.access_token)
    const now = services.clock.now() / 1_000
    const principal = services.directory.applications.servicePrincipal(connection.tenantId, connection.clientId)
    const { kid, x5t } = await keys.entra.current()
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', x5t, kid })
    expect(decodeJwt(token)).toEqual({
      aud: 'https://management.azure.com',
      iss: `https://sts.windows.net/${connection.tenantId}/`,
      iat: now - 300,
      nbf: now - 300,
      exp: now + 3_600,
      aio: expect.any(String),
      appid: connection.clientId,
      appidacr: '2',
      idp: `https://sts.windows.net/${connection.tenantId}/`,
      idtyp: 'app',
      oid: principal?.objectId,
      rh: expect.any(String),
      sub: principal?.objectId,
      tid: connection.tenantId,
      uti: expect.stringMatching(/^[\w-]{20}[AQgw]A$/),
      ver: '1.0',
      xms_ftd: expect.any(String),
      xms_idrel: '7 30',
    })
    const jwks = createRemoteJWKSet(new URL('https://login.microsoftonline.com/common/discovery/keys'), {
      [customFetch]: async (url) => (await services.route(new URL(url).host)?.request(url)) as Response,
    })
    await jwtVerify(token, jwks, { currentDate: new Date(services.clock.now()), algorithms: ['RS256'] })
  })

  // parity: entra-exchange
  it('trades it at v1 too, in strings', async () => {
    const { services, assertion } = await withToken()
    const answer = await services.exchange(assertion, {}, 'v1')
    const now = services.clock.now() / 1_000
    expect(answer.status).toBe(200)
    expect(answer.json).toEqual({
      token_type: 'Bearer',
      expires_in: '3599',
      ext_expires_in: '3599',
      expires_on: String(now + 3_600),
      not_before: String(now - 300),
      resource: 'https://management.azure.com',
      access_token: expect.any(String),
    })
    expect(answer.json.not_before).toBe(String(decodeJwt(String(answer.json.access_token)).nbf))
  })

  it('tells of the exchange, and of the caller that the gateway knows', async () => {
    const { services, connection, assertion } = await withToken()
    const caller = { runNumber: 1, stage: 'Nightly', job: 'Work', step: 'exchange', purpose: 'script' }
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: connection.clientId,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
      scope: 'https://graph.microsoft.com/.default',
    })
    const answer = await services.send(tokenUrl(connection.tenantId, 'v2'), { method: 'POST', body }, { caller })
    expect(answer.status).toBe(200)
    const issued = services.events.find(({ kind }) => kind === 'id-token-issued')
    expect(services.events.at(-1)).toEqual({
      kind: 'exchange',
      at: services.clock.now(),
      caller,
      endpoint: 'v2',
      tenant: connection.tenantId,
      clientId: connection.clientId,
      status: 200,
      errorCode: null,
      fingerprint: issued?.kind === 'id-token-issued' ? issued.fingerprint : undefined,
      audience: 'https://graph.microsoft.com',
    })
  })

  // parity: entra-exchange (oauth4webapi 3.8.8)
  it('serves an independent client, found by discovery, on every host that is an alias', async () => {
    const { services, connection, assertion } = await withToken()
    const fetchLab = async (url: string, init: object) =>
      (await services.route(new URL(url).host)?.request(url, init)) as Response
    const issuer = new URL(`https://login.microsoftonline.com/${connection.tenantId}/v2.0`)
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { [oauth.customFetch]: fetchLab }),
    )
    const client = { client_id: connection.clientId }
    const authenticate: oauth.ClientAuth = (_server, _client, body) => {
      body.set('client_id', connection.clientId)
      body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      body.set('client_assertion', assertion)
    }
    for (const host of ['login.microsoftonline.com', 'login.windows.net', 'sts.windows.net']) {
      const endpoint = String(server.token_endpoint).replace('login.microsoftonline.com', host)
      const response = await oauth.clientCredentialsGrantRequest(
        { ...server, token_endpoint: endpoint },
        client,
        authenticate,
        { scope: 'https://vault.azure.net/.default' },
        { [oauth.customFetch]: fetchLab },
      )
      const result = await oauth.processClientCredentialsResponse(server, client, response)
      expect(decodeJwt(result.access_token).aud).toBe('https://vault.azure.net')
    }
  })

  // parity: entra-scope
  it.each([
    ['https://management.core.windows.net//.default', 'https://management.core.windows.net/'],
    ['https://storage.azure.com/.default', 'https://storage.azure.com'],
    ['https://storage.azure.com//.default', 'https://storage.azure.com/'],
    ['e406a681-f3d4-42a8-90b6-c2b029497af1/.default', 'e406a681-f3d4-42a8-90b6-c2b029497af1'],
    ['https://account.blob.core.windows.net/.default', 'https://account.blob.core.windows.net'],
    ['https://127.0.0.1:8443//.default', 'https://127.0.0.1:8443/'],
    ['api://AzureADTokenExchange/.default', 'fb60f99c-7a34-4190-8149-302f77469936'],
  ])('makes of the scope %s the audience %s', async (scope, audience) => {
    const { services, assertion } = await withToken()
    const answer = await services.exchange(assertion, { scope })
    expect(decodeJwt(String(answer.json.access_token)).aud).toBe(audience)
  })

  it('takes the tenant by id, in any case, or by domain, and the application’s own scope', async () => {
    const { services, connection, assertion } = await withToken()
    for (const tenant of [connection.tenantId.toUpperCase(), 'mintwell-lab.onmicrosoft.com']) {
      const answer = await services.exchange(assertion, { tenant, scope: `api://${connection.clientId}/.default` })
      expect(answer.status).toBe(200)
    }
  })

  // parity: entra-scope-openid
  it.each([
    ['MSAL for Go', 'https://management.core.windows.net//.default openid offline_access profile'],
    ['MSAL for Java', 'openid profile offline_access https://management.core.windows.net//.default'],
  ])('passes over the scopes of OpenID Connect that %s sends with every request', async (_client, scope) => {
    const { services, assertion } = await withToken()
    const { status, json } = await services.exchange(assertion, { scope })
    expect([status, decodeJwt(String(json.access_token)).aud]).toEqual([200, 'https://management.core.windows.net/'])
    expect(services.events.at(-1)).toMatchObject({ kind: 'exchange', audience: 'https://management.core.windows.net/' })
    const none = await services.exchange(assertion, { scope: 'openid profile' })
    expect([none.status, none.json.error_codes]).toEqual([400, [1002012]])
  })

  // parity: entra-replay
  it('accepts the same assertion again and again, as the real one lets az do', async () => {
    const { services, assertion } = await withToken()
    for (let time = 0; time < 3; time += 1) expect((await services.exchange(assertion)).status).toBe(200)
  })

  it('passes over the fields that MSAL adds, and says when a long-lived token is to be renewed', async () => {
    const { services, assertion } = await withToken({ settings: { accessTokenLifetimeSeconds: 86_400 } })
    const answer = await services.exchange(assertion, {
      'x-client-SKU': 'msal.js.node',
      client_info: '1',
      claims: '{"access_token":{}}',
    })
    expect(answer.json).toMatchObject({ expires_in: 86_399, refresh_in: 43_200 })
  })

  // parity: entra-request-id
  it('takes the caller’s request id from the header, the query or the body, and gives it back when asked', async () => {
    const { services, connection } = await withToken()
    const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
    const url = tokenUrl(connection.tenantId, 'v2')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const inHeader = await services.send(url, {
      method: 'POST',
      headers: { ...form, 'client-request-id': id, 'return-client-request-id': 'true' },
    })
    const inQuery = await services.send(`${url}?client-request-id=${id}`, { method: 'POST', headers: form })
    const inBody = await services.send(url, { method: 'POST', headers: form, body: `client-request-id=${id}` })
    const made = await services.send(url, { method: 'POST', headers: { ...form, 'client-request-id': 'not-a-guid' } })
    expect([inHeader, inQuery, inBody].map(({ json }) => json.correlation_id)).toEqual([id, id, id])
    expect(inHeader.headers.get('client-request-id')).toBe(id)
    expect(inQuery.headers.get('client-request-id')).toBeNull()
    expect(made.json.correlation_id).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('forbids to keep its answers, and dates them by the lab’s clock', async () => {
    const { services, assertion } = await withToken()
    const { headers } = await services.exchange(assertion)
    expect(headers.get('cache-control')).toBe('no-store, no-cache')
    expect(headers.get('pragma')).toBe('no-cache')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('x-ms-ests-server')).toMatch(/ProdSlices$/)
    expect(headers.get('date')).toBe('Mon, 20 Apr 2026 01:04:56 GMT')
  })
})

describe('the errors of a request', () => {
  // parity: entra-request-errors, entra-errors-shape, entra-tenant, entra-700016, entra-secret
  it.each([
    [
      'no grant',
      { grant_type: null },
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'grant_type'.",
    ],
    [
      'another grant',
      { grant_type: 'password' },
      400,
      'unsupported_grant_type',
      70003,
      "The app requested an unsupported grant type 'password'.",
    ],
    [
      'no client',
      { client_id: null },
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'client_id'.",
    ],
    [
      'no scope',
      { scope: null },
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'scope'.",
    ],
    [
      'an assertion without its type',
      { client_assertion_type: null },
      400,
      'invalid_request',
      900144,
      "The request body must contain the following parameter: 'client_assertion_type'.",
    ],
    [
      'an assertion of another type',
      { client_assertion_type: 'saml' },
      400,
      'invalid_request',
      9002313,
      'Invalid request. Request is malformed or invalid.',
    ],
    [
      'no credential',
      { client_assertion: null },
      401,
      'invalid_client',
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    ],
    [
      'a scope without /.default',
      { scope: 'https://graph.microsoft.com/User.Read' },
      400,
      'invalid_scope',
      1002012,
      'The provided value for scope https://graph.microsoft.com/User.Read is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
    ],
    [
      'a scope of nothing',
      { scope: '/.default' },
      400,
      'invalid_scope',
      70011,
      "The provided value for the input parameter 'scope' isn't valid. The scope /.default isn't valid.",
    ],
    [
      'two resources',
      { scope: 'https://a.azure.com/.default https://b.azure.com/.default' },
      400,
      'invalid_request',
      28000,
      'Provided value for the input parameter scope is not valid because it contains more than one resource. Scope https://a.azure.com/.default https://b.azure.com/.default is not valid.',
    ],
    [
      'a tenant that nobody knows',
      { tenant: '9e8f61a7-0000-4000-8000-000000000000' },
      400,
      'invalid_request',
      90002,
      "Tenant '9e8f61a7-0000-4000-8000-000000000000' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.",
    ],
    [
      'a domain that nobody knows',
      { tenant: 'contoso.com' },
      400,
      'invalid_request',
      90002,
      /^AADSTS90002: Tenant 'contoso\.com' not found\./,
    ],
    [
      'a tenant that is no name',
      { tenant: 'contoso' },
      400,
      'invalid_request',
      900023,
      "Specified tenant identifier 'contoso' is neither a valid DNS name, nor a valid external domain.",
    ],
    [
      'any tenant',
      { tenant: 'common' },
      400,
      'invalid_request',
      50059,
      'No tenant-identifying information found in either the request or implied by any provided credentials.',
    ],
    [
      'an application that nobody knows',
      { client_id: '00001111-aaaa-4bbb-8ccc-dddd22223333' },
      400,
      'unauthorized_client',
      700016,
      "Application with identifier '00001111-aaaa-4bbb-8ccc-dddd22223333' was not found in the directory 'Mintwell Lab'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
    ],
    [
      'a resource that nobody knows',
      { scope: 'https://nobody.example/.default' },
      400,
      'invalid_resource',
      500011,
      'The resource principal named https://nobody.example was not found in the tenant named 76c7a3ae-08f1-466c-a177-caa6d9b26978. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
    ],
  ] as const)('say what is wrong with %s', async (_what, changes, status, error, code, message) => {
    const { services, assertion } = await withToken()
    const uri = code !== 70003
    expectError(services, await services.exchange(assertion, changes), { status, error, code, message, uri })
  })

  // parity: entra-secret
  it('name the application where a secret is presented, and the resource where v1 misses it', async () => {
    const { services, connection, assertion } = await withToken()
    const secret = await services.exchange(assertion, { client_assertion: null, client_secret: 'canary-secret' })
    expectError(services, secret, {
      status: 401,
      error: 'invalid_client',
      code: 7000215,
      message: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${connection.clientId}'.`,
    })
    expect(secret.text + JSON.stringify(services.events)).not.toContain('canary-secret')
    const resource = await services.exchange(assertion, { resource: null }, 'v1')
    expect(resource.json.error_codes).toEqual([900144])
  })

  // parity: entra-request-errors
  it('name a parameter that stands twice, and see none in a body of another type', async () => {
    const { services, connection } = await withToken()
    const url = tokenUrl(connection.tenantId, 'v2')
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const twice = await services.send(url, {
      method: 'POST',
      headers: form,
      body: 'grant_type=client_credentials&scope=a&scope=b',
    })
    expectError(services, twice, {
      status: 400,
      error: 'invalid_request',
      code: 9000411,
      message: "The request is not properly formatted. The parameter 'scope' is duplicated.",
    })
    const json = await services.send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"grant_type":"client_credentials"}',
    })
    expect(json.json.error_codes).toEqual([900144])
  })

  it('refuse a body of more than a megabyte, with and without its length', async () => {
    const { services, connection } = await withToken()
    const url = tokenUrl(connection.tenantId, 'v2')
    const body = `client_assertion=${'x'.repeat(2_000_000)}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await services.send(url, { method: 'POST', headers, body })).json.error_codes).toEqual([9002313])
    const told = { ...headers, 'content-length': String(body.length) }
    expect((await services.send(url, { method: 'POST', headers: told, body })).json.error_codes).toEqual([9002313])
  })

  // parity: entra-request-errors
  it.each(['GET', 'PUT', 'DELETE'])('answer a %s with the methods that there are', async (method) => {
    const { services, connection } = await withToken()
    for (const version of ['v1', 'v2'] as const) {
      const answer = await services.send(tokenUrl(connection.tenantId, version), { method })
      expect([answer.status, answer.json.error_codes]).toEqual([400, [900561]])
      expect(answer.json.error_description).toContain(
        `AADSTS900561: The endpoint only accepts POST, OPTIONS requests. Received a ${method} request.`,
      )
    }
  })

  // parity: entra-request-errors
  it('have none for a HEAD beyond its status, and for an OPTIONS, which is told the methods', async () => {
    const { services, connection } = await withToken()
    const url = tokenUrl(connection.tenantId, 'v2')
    const head = await services.send(url, { method: 'HEAD' })
    expect([head.status, head.text, head.headers.get('x-ms-clitelem')]).toEqual([400, '', '1,900561,0,,'])
    const options = await services.send(url, { method: 'OPTIONS' })
    expect([options.status, options.text, options.headers.get('access-control-allow-methods')]).toEqual([
      200,
      '',
      'POST, OPTIONS',
    ])
  })

  // parity: entra-errors-shape
  it('tell their number in x-ms-clitelem, which is 0 where there is none', async () => {
    const { services, assertion } = await withToken()
    const good = await services.exchange(assertion)
    expect(good.headers.get('x-ms-clitelem')).toBe('1,0,0,,')
    const refused = await services.exchange(assertion, { scope: null })
    expect(refused.headers.get('x-ms-clitelem')).toBe('1,900144,0,,')
  })
})

describe('the errors of an assertion', () => {
  const NO_RECORD = 'No matching federated identity record found for presented assertion'
  const CHECK =
    'Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation'
  const refused = { status: 401, error: 'invalid_client' }

  // parity: entra-700024, entra-errors-shape
  it('print the times of one that has ended to seven digits, five minutes and a moment after its end', async () => {
    const { services, assertion } = await withToken({ start: '2026-04-20T01:09:59Z' })
    services.clock.set(at('2026-04-21T01:14:59.000Z'))
    expect((await services.exchange(assertion)).status).toBe(200)
    services.clock.set(at('2026-04-21T01:15:07.688Z'))
    expectError(services, await services.exchange(assertion), {
      ...refused,
      code: 700024,
      message:
        /^AADSTS700024: Client assertion is not within its valid time range\. Current time: 2026-04-21T01:15:07\.688\d{4}Z, assertion valid from 2026-04-20T01:04:59\.0000000Z, expiry time of assertion 2026-04-21T01:09:59\.0000000Z\. Review the documentation at https:\/\/learn\.microsoft\.com\/entra\/identity-platform\/certificate-credentials \.$/,
    })
  })

  // parity: entra-700024
  it('refuse one whose time has not come, but for the five minutes', async () => {
    const { services, assertion } = await withToken({ settings: { issuer: 'ado' } })
    services.clock.advance(-300_000)
    expect((await services.exchange(assertion)).status).toBe(200)
    services.clock.advance(-1)
    expect((await services.exchange(assertion)).json.error_codes).toEqual([700024])
  })

  it('follow the clock skew that is set', async () => {
    const { services, assertion } = await withToken({ settings: { issuer: 'ado', clockSkewSeconds: 0 } })
    services.clock.advance(600_000)
    expect((await services.exchange(assertion)).status).toBe(200)
    services.clock.advance(1)
    expect((await services.exchange(assertion)).json.error_codes).toEqual([700024])
  })

  // parity: entra-70025
  it('tell of an application without credentials', async () => {
    const { services, connection, assertion } = await withToken()
    services.directory.applications.removeCredential(connection.clientId, connection.id)
    const { displayName } = services.directory.applications.find(connection.clientId) ?? {}
    expectError(services, await services.exchange(assertion), {
      ...refused,
      code: 70025,
      message: `The client '${connection.clientId}'(${displayName}) has no configured federated identity credentials.`,
    })
  })

  // parity: entra-700211
  it.each([
    ['issuer', { issuer: 'https://token.actions.githubusercontent.com' }, 700211],
    ['audience', { audiences: ['api://other'] }, 700212],
    ['subject', { subject: 'sc://lab/pipelines/other' }, 700213],
  ] as const)('name the %s that no credential has', async (claim, change, code) => {
    const { services, connection, assertion } = await withToken({ settings: { issuer: 'ado' } })
    changeCredential(services, change)
    const presented = {
      issuer: connection.issuer,
      audience: 'api://AzureADTokenExchange',
      subject: connection.subject,
    }[claim]
    const message = `${NO_RECORD} ${claim} '${presented}'. ${CHECK}`
    expectError(services, await services.exchange(assertion), { ...refused, code, message, uri: false })
  })

  // parity: entra-7002138
  it('hint at a subject that differs by its case alone', async () => {
    const { services, connection, assertion } = await withToken({ settings: { issuer: 'ado' } })
    changeCredential(services, { subject: connection.subject.toUpperCase() })
    expectError(services, await services.exchange(assertion), {
      ...refused,
      code: 7002138,
      uri: false,
      message: `${NO_RECORD} subject '${connection.subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. See documentation at: https://learn.microsoft.com/entra/workload-id/workload-identity-federation. See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024.`,
    })
  })

  // parity: entra-700213x-entra
  it('have codes of their own for tokens that Entra issued', async () => {
    const { services, connection, assertion } = await withToken()
    changeCredential(services, { subject: '/eid1/c/pub/other' })
    expectError(services, await services.exchange(assertion), {
      ...refused,
      code: 7002137,
      uri: false,
      message: `${NO_RECORD} subject '${connection.subject}'. Please make sure the federated identity credential Subject is '/eid1/c/pub/other'.`,
    })
    for (const audience of ['api://AzureADTokenExchangeUSGov', 'fb60f99c-7a34-4190-8149-302f77469936']) {
      changeCredential(services, { subject: connection.subject, audiences: [audience] })
      expect((await services.exchange(assertion)).json.error_codes).toEqual([7002121])
    }
  })

  // parity: entra-700227
  it.each(['entra', 'ado'] as const)('refuse an access token where an ID token of %s belongs', async (issuer) => {
    const { services, connection, assertion } = await withToken({ settings: { issuer } })
    const accessToken = String((await services.exchange(assertion)).json.access_token)
    const forbidden = { ...refused, code: 700227, message: 'Forbidden token audience' }
    expectError(services, await services.exchange(accessToken), forbidden)
    changeCredential(services, { issuer: `https://sts.windows.net/${connection.tenantId}/` })
    expectError(services, await services.exchange(accessToken), forbidden)
  })

  // parity: entra-7000272
  it('name a key that the issuer does not publish by its thumbprint in hex', async () => {
    const { services, connection, assertion } = await withToken()
    services.faults.switchOn('key-rotated')
    const kid = decodeProtectedHeader(assertion).kid as string
    expectError(services, await services.exchange(assertion), {
      ...refused,
      code: 7000272,
      message: `The certificate with identifier ${Buffer.from(kid, 'base64url').toString('hex').toUpperCase()} used to sign the federated credential could not be found in the metadata of identity provider ${connection.issuer}. Please validate that your Identity Provider's metadata exposes the key used to sign the incoming token.`,
    })
  })

  // parity: entra-501661
  it('tell that the issuer cannot be reached', async () => {
    const { services, assertion } = await withToken()
    services.faults.switchOn('keys-unreachable')
    expectError(services, await services.exchange(assertion), {
      status: 400,
      error: 'invalid_request',
      code: 501661,
      message: 'Request to External OIDC endpoint failed.',
    })
  })

  // parity: entra-700016
  it('refuse an application of another tenant, and one without a service principal', async () => {
    const { services, connection, assertion } = await withToken()
    const other = services.provisionConnection('other', { tenant: '11111111-1111-4111-8111-111111111111' })
    expect((await services.exchange(assertion, { client_id: other.clientId })).json.error_codes).toEqual([700016])
    services.directory.applications.add({
      appId: '22222222-2222-4222-8222-222222222222',
      objectId: '22222222-2222-4222-8222-222222222223',
      displayName: 'bare',
      tenantId: connection.tenantId,
      federatedCredentials: [],
    })
    expectError(services, await services.exchange(assertion, { client_id: '22222222-2222-4222-8222-222222222222' }), {
      ...refused,
      code: 7000229,
      message: `The client application 22222222-2222-4222-8222-222222222222 is missing service principal in the tenant ${connection.tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
    })
  })

  function changeCredential(services: TestServices, change: object): void {
    const connection = services.directory.connections.find(services.directory.home.project, CONNECTION)
    const application = services.directory.applications.find(connection?.clientId ?? '')
    const [credential] = application?.federatedCredentials ?? []
    if (!application || !credential) throw new Error('no credential')
    services.directory.applications.putCredential(application.appId, { ...credential, ...change })
  }
})
