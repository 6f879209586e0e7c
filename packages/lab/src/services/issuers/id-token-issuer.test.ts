import { createRemoteJWKSet, customFetch, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { encodeGuid } from '../../ground/guid.ts'
import { at, CONNECTION, openStep, type TestServices, testKeys, testServices } from '../../lab/test-services.ts'

const keys = testKeys()

async function tokenOf(services: TestServices): Promise<string> {
  const { job, accessToken } = await openStep(services)
  return services.takeIdToken(job, accessToken)
}

/** Verifies as a stranger would: by discovery at the issuer's own URL. */
async function verifyByDiscovery(services: TestServices, token: string): Promise<void> {
  const { iss, aud } = decodeJwt(token)
  const discovery = await services.send(`${iss}/.well-known/openid-configuration`)
  expect(discovery.json.issuer).toBe(iss)
  const jwks = createRemoteJWKSet(new URL(String(discovery.json.jwks_uri)), {
    [customFetch]: async (url) => (await services.route(new URL(url).host)?.request(url)) as Response,
  })
  await jwtVerify(token, jwks, {
    issuer: iss as string,
    audience: aud as string,
    currentDate: new Date(services.clock.now()),
    algorithms: ['RS256'],
  })
}

describe('ID tokens of Entra’s issuer', () => {
  // parity: ado-id-token-entra
  it('have the claims, the times and the header of the real ones', async () => {
    const services = testServices({ keys, start: '2026-04-20T01:09:56.789Z' })
    const token = await tokenOf(services)
    const { directory } = services
    const { tenant, organization } = directory.home
    const connection = directory.connections.find(directory.home.project, CONNECTION)
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', kid: (await keys.entra.current()).kid })
    expect(decodeJwt(token)).toEqual({
      aud: 'fb60f99c-7a34-4190-8149-302f77469936',
      iss: `https://login.microsoftonline.com/${tenant.id}/v2.0`,
      iat: at('2026-04-20T01:04:56Z') / 1_000,
      nbf: at('2026-04-20T01:04:56Z') / 1_000,
      exp: at('2026-04-21T01:09:56Z') / 1_000,
      aio: expect.stringMatching(/^[A-Za-z0-9+/]{52}$/),
      azp: '499b84ac-1321-427f-aa17-267ca6975798',
      azpacr: '2',
      idtyp: 'app',
      oid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      rh: expect.stringMatching(/^1\.AQQA[\w-]+TYEAQAEAA\.$/),
      sub: `/eid1/c/pub/t/${encodeGuid(tenant.id)}/a/rISbSSETf0KqFyZ8ppdXmA/sc/${organization.id}/${connection?.id}`,
      tid: tenant.id,
      uti: expect.stringMatching(/^[\w-]{20}[AQgw]A$/),
      ver: '2.0',
      xms_ficinfo: 'CAAQARgAIAA',
      xms_idrel: '7 30',
    })
    await verifyByDiscovery(services, token)
  })

  it('are told as events with the moment of their mint and without themselves', async () => {
    const services = testServices({ keys, start: '2026-04-20T01:09:56Z' })
    const token = await tokenOf(services)
    const [event] = services.events.filter((each) => each.kind === 'id-token-issued')
    expect(event).toMatchObject({
      at: at('2026-04-20T01:09:56Z'),
      caller: { runNumber: 1, stage: 'Nightly', job: 'Work', step: 'login', purpose: 'script' },
      connection: CONNECTION,
      source: 'oidc',
      reissued: false,
      issuedAt: at('2026-04-20T01:04:56Z'),
      expiresAt: at('2026-04-21T01:09:56Z'),
      mintedAt: at('2026-04-20T01:09:56Z'),
    })
    expect(JSON.stringify(services.events)).not.toContain(token.split('.')[2])
  })

  it('live as long as the connection says', async () => {
    const services = testServices({ keys, settings: { connections: { [CONNECTION]: { idTokenLifetimeSeconds: 6 } } } })
    const { iat = 0, exp = 0 } = decodeJwt(await tokenOf(services))
    expect(exp - iat).toBe(306)
  })
})

describe('ID tokens of Azure DevOps’ issuer', () => {
  // parity: ado-id-token-claims
  it('of Azure DevOps have the claims, the times and the header of the real ones', async () => {
    const services = testServices({ keys, settings: { issuer: 'ado', organization: 'Contoso', project: 'My project' } })
    const token = await tokenOf(services)
    const now = at('2026-04-20T01:04:56Z') / 1_000
    const { organization } = services.directory.home
    const { kid, x5t } = await keys.ado.current()
    expect(decodeProtectedHeader(token)).toEqual({ typ: 'JWT', alg: 'RS256', x5t, kid })
    expect(decodeJwt(token)).toEqual({
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sub: `sc://Contoso/My project/${CONNECTION}`,
      aud: 'api://AzureADTokenExchange',
      iss: `https://vstoken.dev.azure.com/${organization.id}`,
      nbf: now,
      exp: now + 600,
      iat: now,
    })
    await verifyByDiscovery(services, token)
  })

  // parity: ado-pipeline-token
  it('are a pipeline’s own, with what is known of its run, where no connection is named', async () => {
    const services = testServices({ keys })
    const job = await services.jobs.openJob({
      runNumber: 7,
      stage: 'S',
      job: 'J',
      connections: [],
      pipeline: 'nightly',
      definitionId: 12,
      runId: 345,
      branch: 'refs/heads/topic',
    })
    const { accessToken } = job.openStep('ask')
    const answer = await services.send(job.oidcRequestUri, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
    })
    const token = String(answer.json.oidcToken)
    expect(decodeJwt(token)).toMatchObject({
      sub: 'p://lab/pipelines/nightly',
      aud: 'api://AzureADTokenExchange',
      org_id: services.directory.home.organization.id,
      prj_id: services.directory.home.project.id,
      def_id: '12',
      run_id: '345',
      rpo_ref: 'refs/heads/topic',
    })
    await verifyByDiscovery(services, token)
  })
})
