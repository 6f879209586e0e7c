import { beforeAll, describe, expect, it } from 'vitest'
import { CONNECTION, type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, claimsOf, clientWith, forge, GRAPH_SCOPE, signIn, type TestClient } from '../bearer/test-client.ts'

const keys = testKeys()
let services: TestServices
let client: TestClient
let subscriptionUrl: string
let tenantId: string

beforeAll(async () => {
  services = testServices({ keys })
  client = await signIn(services, ARM_SCOPE)
  const connection = services.directory.connections.find(services.directory.home.project, CONNECTION)
  tenantId = connection?.tenantId ?? ''
  subscriptionUrl = `https://management.azure.com/subscriptions/${connection?.subscriptionId}?api-version=2022-12-01`
})

const SUBSCRIPTIONS = 'https://management.azure.com/subscriptions?api-version=2022-12-01'

function challenge(tenant: string, description: string): string {
  return `Bearer authorization_uri="https://login.microsoftonline.com/${tenant}", error="invalid_token", error_description="${description}"`
}

describe('Azure Resource Manager', () => {
  // parity: arm-bearer
  it('tells a request without a token which tenant the subscription is of', async () => {
    const answer = await services.send(subscriptionUrl)
    expect(answer.status).toBe(401)
    expect(answer.json).toEqual({
      error: {
        code: 'AuthenticationFailed',
        message: "Authentication failed. The 'Authorization' header is missing.",
      },
    })
    expect(answer.headers.get('www-authenticate')).toBe(
      challenge(tenantId, "The authentication failed because of missing 'Authorization' header."),
    )
  })

  it('names no tenant where the request is about no subscription that it knows', async () => {
    const missing = challenge('', "The authentication failed because of missing 'Authorization' header.")
    expect((await services.send(SUBSCRIPTIONS)).headers.get('www-authenticate')).toBe(missing)
    const unknown =
      'https://management.azure.com/subscriptions/11111111-1111-4111-8111-111111111111?api-version=2022-12-01'
    expect((await services.send(unknown)).headers.get('www-authenticate')).toBe(missing)
  })

  it('refuses another scheme, and a token that is none', async () => {
    const scheme = await services.send(SUBSCRIPTIONS, { headers: { authorization: 'Basic dTpw' } })
    expect(scheme).toMatchObject({ status: 401, json: { error: { code: 'AuthenticationFailedInvalidHeader' } } })
    const malformed = await clientWith(services, 'a.b.c').send('GET', SUBSCRIPTIONS)
    expect(malformed.json).toEqual({
      error: { code: 'InvalidAuthenticationToken', message: 'The access token is invalid.' },
    })
    expect(malformed.headers.get('www-authenticate')).toBe(challenge('', 'The access token is invalid.'))
  })

  // parity: arm-bearer
  it('refuses a token for Graph and names the audiences that it takes', async () => {
    const answer = await (await signIn(services, GRAPH_SCOPE)).send('GET', SUBSCRIPTIONS)
    expect(answer.status).toBe(401)
    expect(answer.json).toEqual({
      error: {
        code: 'InvalidAuthenticationTokenAudience',
        message:
          "The access token has been obtained for wrong audience or resource 'https://graph.microsoft.com/'. It should exactly match with one of the allowed audiences 'https://management.core.windows.net/','https://management.core.windows.net','https://management.azure.com/','https://management.azure.com'.",
      },
    })
  })

  // parity: arm-bearer
  it('refuses a token that has ended, with both times as .NET writes them', async () => {
    const now = services.clock.now()
    services.clock.advance(3_600_000 + 12 * 3_600_000)
    const answer = await client.send('GET', SUBSCRIPTIONS)
    services.clock.set(now)
    expect(answer.status).toBe(401)
    expect(answer.json).toEqual({
      error: {
        code: 'ExpiredAuthenticationToken',
        message:
          "The access token expiry UTC time '4/20/2026 2:04:56 AM' is earlier than current UTC time '4/20/2026 2:04:56 PM'.",
      },
    })
    expect(answer.headers.get('date')).toBe('Mon, 20 Apr 2026 14:04:56 GMT')
  })

  it('refuses a token that is not valid yet, one without an object id and one that another signed', async () => {
    const claims = claimsOf(client.token)
    const now = services.clock.now()
    services.clock.advance(-600_000)
    const early = await client.send('GET', SUBSCRIPTIONS)
    services.clock.set(now)
    expect(early).toMatchObject({ status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } })
    const { oid: _oid, ...rest } = claims
    const bare = await clientWith(services, await forge(keys.entra, rest)).send('GET', SUBSCRIPTIONS)
    expect(bare.text).toContain("at least one of the claims 'puid' or 'altsecid' or 'oid' should be present")
    const foreign = await clientWith(services, await forge(keys.ado, claims)).send('GET', SUBSCRIPTIONS)
    expect(foreign.json).toMatchObject({ error: { message: 'The access token is invalid.' } })
  })

  it('asks for the version before it looks at the token', async () => {
    const answer = await services.send('https://management.azure.com/subscriptions')
    expect(answer.status).toBe(400)
    expect(answer.json).toEqual({
      error: {
        code: 'MissingApiVersionParameter',
        message: 'The api-version query parameter (?api-version=) is required for all requests.',
      },
    })
    const odd = await services.send('https://management.azure.com/subscriptions?api-version=v1')
    expect(odd).toMatchObject({ status: 400, json: { error: { code: 'InvalidApiVersionParameter' } } })
  })

  it('carries the ids and limits that clients log, and gives the caller’s ids back', async () => {
    const correlation = '22222222-2222-4222-8222-222222222222'
    const { headers } = await client.send('GET', subscriptionUrl, undefined, {
      'x-ms-correlation-request-id': correlation,
      'x-ms-client-request-id': 'mine',
      'x-ms-return-client-request-id': 'true',
    })
    expect(headers.get('x-ms-correlation-request-id')).toBe(correlation)
    expect(headers.get('x-ms-client-request-id')).toBe('mine')
    expect(headers.get('x-ms-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers.get('x-ms-routing-request-id')).toBe(`LAB:20260420T010456Z:${headers.get('x-ms-request-id')}`)
    expect(headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('249')
    expect((await client.send('GET', SUBSCRIPTIONS)).headers.get('x-ms-ratelimit-remaining-tenant-reads')).toBe('249')
  })
})
