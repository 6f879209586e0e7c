import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { CONNECTION, openStep, testKeys, testServices } from '../../lab/test-services.ts'
import { claimsOf, GRAPH_SCOPE, signIn } from '../bearer/test-client.ts'

// What the real service answered in September 2026, as the differential fixtures of calvinchengx/entra-emulator have it: names of members and claims, and
// the values that do not change from call to call.

const keys = testKeys()

async function withToken() {
  const services = testServices({ keys })
  const { job, accessToken } = await openStep(services)
  return { services, assertion: await services.takeIdToken(job, accessToken) }
}

/** An application of the lab whose resource takes v2.0 tokens: its own, asked for by its id. */
async function tokenOfVersion2() {
  const { services, assertion } = await withToken()
  const { connections, home, registrations } = services.directory
  const { clientId = '' } = connections.find(home.project, CONNECTION) ?? {}
  const registration = registrations.find(clientId)
  if (!registration) throw new Error('no registration')
  const api = { requestedAccessTokenVersion: 2 }
  registrations.put(clientId, { ...registration, properties: { ...registration.properties, api } })
  const { json } = await services.exchange(assertion, { scope: `${clientId}/.default` })
  return { services, clientId, tenantId: home.tenant.id, token: String(json.access_token) }
}

describe('answers that the real service is known to give', () => {
  // parity: entra-captures
  it('are met by a v2.0 access token: its header names the key by kid alone, and its claims are those of the capture', async () => {
    const { clientId, tenantId, token } = await tokenOfVersion2()
    const { kid } = await keys.entra.current()
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', kid })
    const claims = decodeJwt(token)
    expect(Object.keys(claims).sort()).toEqual(
      'aio aud azp azpacr exp iat iss nbf oid rh sub tid uti ver xms_ftd'.split(' '),
    )
    expect(claims).toMatchObject({
      ver: '2.0',
      iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
      aud: clientId,
      tid: tenantId,
    })
  })

  // parity: entra-captures
  it.each([
    [
      'a client id of zeros',
      { client_id: '00000000-0000-0000-0000-000000000000' },
      'unauthorized_client',
      '00000000-0000-0000-0000-000000000000 is not a valid application identifier.',
      700038,
      false,
    ],
    [
      'a grant that does not exist',
      { grant_type: 'no_such_grant' },
      'unsupported_grant_type',
      "The app requested an unsupported grant type 'no_such_grant'.",
      70003,
      false,
    ],
    [
      'a resource that nobody registered',
      { scope: 'api://not-a-registered-resource/.default' },
      'invalid_resource',
      'The resource principal named api://not-a-registered-resource was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.',
      500011,
      true,
    ],
  ])('are met for %s, member by member', async (_what, changes, error, message, code, uri) => {
    const { services, assertion } = await withToken()
    const { status, json } = await services.exchange(assertion, changes)
    const { trace_id, correlation_id, timestamp } = json
    const words = message.replace('{tenant}', services.directory.home.tenant.id)
    expect([status, json]).toEqual([
      400,
      {
        error,
        error_description: `AADSTS${code}: ${words} Trace ID: ${trace_id} Correlation ID: ${correlation_id} Timestamp: ${timestamp}`,
        error_codes: [code],
        timestamp,
        trace_id,
        correlation_id,
        ...(uri ? { error_uri: `https://login.microsoftonline.com/error?code=${code}` } : {}),
      },
    ])
  })

  // parity: entra-captures
  it('are met by the discovery document, which names the endpoint for certificates at the TLS layer', async () => {
    const { services } = await withToken()
    const { json } = await services.send(
      `https://login.microsoftonline.com/${services.directory.home.tenant.id}/v2.0/.well-known/openid-configuration`,
    )
    expect(json).toMatchObject({
      tls_client_certificate_bound_access_tokens: true,
      mtls_endpoint_aliases: { token_endpoint: expect.stringMatching(/^https:\/\/mtlsauth\.microsoft\.com\//) },
    })
  })

  // parity: entra-70052
  it('refuse the tokens that Entra issues to an application of several tenants', async () => {
    const { services, assertion } = await withToken()
    const { connections, home, registrations } = services.directory
    const { clientId = '' } = connections.find(home.project, CONNECTION) ?? {}
    const registration = registrations.find(clientId)
    if (!registration) throw new Error('no registration')
    const properties = { ...registration.properties, signInAudience: 'AzureADMultipleOrgs' }
    registrations.put(clientId, { ...registration, properties })
    expect((await services.exchange(assertion)).json.error_codes).toEqual([70052])
  })

  // parity: entra-graph-claims
  it('are met by an app-only token for Graph, which names the application and its permissions', async () => {
    const services = testServices({ keys })
    const { token } = await signIn(services, GRAPH_SCOPE)
    const { clientId = '' } = services.directory.connections.find(services.directory.home.project, CONNECTION) ?? {}
    expect(claimsOf(token)).toMatchObject({
      app_displayname: services.directory.applications.find(clientId)?.displayName,
      roles: expect.arrayContaining(['Application.Read.All']),
      tenant_region_scope: 'WW',
      wids: ['0997a1d0-0d1d-4acb-b408-d5ca73121e90'],
      idtyp: 'app',
    })
    services.directory.grants.revoke(clientId)
    expect(claimsOf((await signIn(services, GRAPH_SCOPE)).token)).not.toHaveProperty('roles')
    expect(claimsOf((await signIn(services, 'https://management.azure.com/.default')).token)).not.toHaveProperty(
      'app_displayname',
    )
  })
})
