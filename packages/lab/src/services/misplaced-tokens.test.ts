import { describe, expect, it } from 'vitest'
import { signJwt } from '../ground/keys/sign-jwt.ts'
import { CONNECTION, openStep, testKeys, testServices } from '../lab/test-services.ts'

const keys = testKeys()

/** A lab with a token of each kind, all good where they belong. */
async function openLab() {
  const services = testServices({ keys })
  const { job, accessToken: jobToken } = await openStep(services)
  const idToken = await services.takeIdToken(job, jobToken)
  const accessToken = async (scope: string) => String((await services.exchange(idToken, { scope })).json.access_token)
  const connection = services.directory.connections.find(services.directory.home.project, CONNECTION)
  if (!connection) throw new Error('no connection')
  const arm = await accessToken('https://management.azure.com/.default')
  return { services, connection, jobToken, idToken, arm, accessToken }
}

const resources: readonly [string, string][] = [
  ['Azure Resource Manager', 'https://management.azure.com/subscriptions?api-version=2022-12-01'],
  ['Graph', 'https://graph.microsoft.com/v1.0/applications'],
]

describe('a token in the wrong place', () => {
  // parity: arm-bearer, graph-bearer
  it.each(resources)(
    'is refused by %s with 401: an ID token, a job token, and the access token of another resource',
    async (_name, url) => {
      const { services, idToken, jobToken, accessToken } = await openLab()
      const other = await accessToken('https://storage.azure.com/.default')
      const exchange = await accessToken('api://AzureADTokenExchange/.default')
      for (const token of [idToken, jobToken, other, exchange, 'nothing', 'a'.repeat(1_000_000)]) {
        const answer = await services.send(url, { headers: { authorization: `Bearer ${token}` } })
        expect(answer.status).toBe(401)
        expect(answer.json).toHaveProperty('error.code')
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /)
        expect(answer.text).not.toContain(token.slice(-40))
      }
      expect(services.events.filter(({ kind }) => kind === 'service-failed')).toEqual([])
    },
  )

  // parity: entra-700227
  it('is refused as an assertion: an access token with 700227, also where its issuer is trusted', async () => {
    const { services, connection, arm } = await openLab()
    expect((await services.exchange(arm)).json.error_codes).toEqual([700227])
    services.directory.applications.putCredential(connection.clientId, {
      id: 'v1',
      name: 'v1-issuer',
      issuer: `https://sts.windows.net/${connection.tenantId}/`,
      subject: 'any',
      audiences: ['api://AzureADTokenExchange'],
      createdAt: 0,
    })
    const answer = await services.exchange(arm)
    expect([answer.status, answer.json.error_codes]).toEqual([401, [700227]])
  })

  // parity: entra-700227
  it('is refused as an assertion with 700229 where it is a person’s', async () => {
    const { services, connection } = await openLab()
    const key = await keys.entra.current()
    const now = services.clock.now() / 1_000
    const claims = {
      aud: 'fb60f99c-7a34-4190-8149-302f77469936',
      iss: connection.issuer,
      sub: connection.subject,
      idtyp: 'user',
      xms_ficinfo: 'x',
      nbf: now,
      exp: now + 600,
    }
    const answer = await services.exchange(await signJwt(key, { alg: 'RS256', kid: key.kid }, claims))
    expect([answer.status, answer.json.error_codes]).toEqual([401, [700229]])
  })
})
