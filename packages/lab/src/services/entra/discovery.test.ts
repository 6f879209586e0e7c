import { describe, expect, it } from 'vitest'
import { testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()
const HOST = 'https://login.microsoftonline.com'

describe('Entra’s documents', () => {
  // parity: entra-discovery
  it('name the tenant by its id, however it was asked for, and lead to the keys', async () => {
    const services = testServices({ keys })
    const { id } = services.directory.home.tenant
    for (const name of [id, id.toUpperCase(), 'mintwell-lab.onmicrosoft.com']) {
      const v2 = await services.send(`${HOST}/${name}/v2.0/.well-known/openid-configuration`)
      expect(v2.json).toMatchObject({
        issuer: `${HOST}/${id}/v2.0`,
        token_endpoint: `${HOST}/${id}/oauth2/v2.0/token`,
        jwks_uri: `${HOST}/${id}/discovery/v2.0/keys`,
        id_token_signing_alg_values_supported: ['RS256'],
        subject_types_supported: ['pairwise'],
        tenant_region_scope: 'WW',
      })
      expect(v2.headers.get('cache-control')).toBe('max-age=86400, private')
      const v1 = await services.send(`${HOST}/${name}/.well-known/openid-configuration`)
      expect(v1.json).toMatchObject({
        issuer: `https://sts.windows.net/${id}/`,
        jwks_uri: `${HOST}/common/discovery/keys`,
      })
    }
  })

  // parity: entra-discovery
  it('leave a place for the tenant where it is not one', async () => {
    const { send } = testServices({ keys })
    const { json } = await send(`${HOST}/organizations/v2.0/.well-known/openid-configuration`)
    expect(json).toMatchObject({
      issuer: `${HOST}/{tenantid}/v2.0`,
      token_endpoint: `${HOST}/organizations/oauth2/v2.0/token`,
    })
  })

  it('tell an OPTIONS request their methods, as every answer of theirs does', async () => {
    const { send } = testServices({ keys })
    for (const path of [
      'common/discovery/instance',
      'common/.well-known/openid-configuration',
      'common/discovery/keys',
    ]) {
      const answer = await send(`${HOST}/${path}`, { method: 'OPTIONS' })
      expect([answer.status, answer.headers.get('access-control-allow-methods')]).toEqual([200, 'GET, OPTIONS'])
    }
  })

  // parity: entra-tenant
  it('refuse a tenant that nobody knows as invalid_tenant', async () => {
    const { send } = testServices({ keys })
    for (const path of [
      'v2.0/.well-known/openid-configuration',
      '.well-known/openid-configuration',
      'discovery/v2.0/keys',
    ]) {
      const answer = await send(`${HOST}/9e8f61a7-0000-4000-8000-000000000000/${path}`)
      expect([answer.status, answer.json.error, answer.json.error_codes]).toEqual([400, 'invalid_tenant', [90002]])
    }
  })

  // parity: entra-discovery
  it('list the keys with what Entra adds to each', async () => {
    const services = testServices({ keys })
    const { id } = services.directory.home.tenant
    const { kid, x5t, n, e, certificate } = await keys.entra.current()
    const key = {
      kty: 'RSA',
      use: 'sig',
      kid,
      x5t,
      n,
      e,
      x5c: [certificate],
      cloud_instance_name: 'microsoftonline.com',
    }
    const v2 = await services.send(`${HOST}/${id}/discovery/v2.0/keys`)
    expect(v2.json).toEqual({ keys: [{ ...key, issuer: `${HOST}/${id}/v2.0` }] })
    expect((await services.send(`${HOST}/common/discovery/keys`)).json).toEqual({ keys: [key] })
    const any = await services.send(`${HOST}/common/discovery/v2.0/keys`)
    expect(any.json).toEqual({ keys: [{ ...key, issuer: `${HOST}/{tenantid}/v2.0` }] })
    expect(any.text).not.toContain('"d"')
  })
})

describe('instance discovery', () => {
  const ask = (authority: string) =>
    testServices({ keys }).send(
      `${HOST}/common/discovery/instance?api-version=1.1&authorization_endpoint=${encodeURIComponent(authority)}`,
    )

  // parity: entra-50049
  it('knows the hosts of every cloud', async () => {
    const answer = await ask(`${HOST}/contoso.com/oauth2/v2.0/authorize`)
    expect(answer.json.tenant_discovery_endpoint).toBe(`${HOST}/contoso.com/v2.0/.well-known/openid-configuration`)
    expect(answer.json.metadata).toContainEqual({
      preferred_network: 'login.microsoftonline.com',
      preferred_cache: 'login.windows.net',
      aliases: ['login.microsoftonline.com', 'login.windows.net', 'login.microsoft.com', 'sts.windows.net'],
    })
    expect((await ask('https://login.microsoftonline.us/common/oauth2/v2.0/authorize')).status).toBe(200)
  })

  // parity: entra-50049
  it.each(['https://login.contoso.example/tenant/oauth2/v2.0/authorize', 'not a url'])(
    'does not know %s',
    async (authority) => {
      const answer = await ask(authority)
      expect([answer.status, answer.json.error]).toEqual([400, 'invalid_instance'])
      expect(answer.json.error_description).toMatch(/^AADSTS50049: Unknown or invalid instance\. Trace ID: /)
    },
  )
})
