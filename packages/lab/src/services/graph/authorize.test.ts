import { beforeAll, describe, expect, it } from 'vitest'
import { type TestServices, testKeys, testServices } from '../../lab/test-services.ts'
import { ARM_SCOPE, claimsOf, clientWith, forge, GRAPH_SCOPE, signIn } from '../bearer/test-client.ts'

const keys = testKeys()
const GRAPH = 'https://graph.microsoft.com/v1.0'
let services: TestServices

beforeAll(() => {
  services = testServices({
    keys,
    settings: {
      connections: { none: { graph: 'none' }, reader: { graph: 'read' }, writer: { graph: 'write' } },
    },
  })
})

describe('Microsoft Graph', () => {
  // parity: graph-bearer
  it('refuses a request without a token, in its own shape, with the ids of the request and the time', async () => {
    const id = '55555555-5555-4555-8555-555555555555'
    const answer = await services.send(`${GRAPH}/applications`, { headers: { 'client-request-id': id } })
    expect(answer.status).toBe(401)
    expect(answer.json).toEqual({
      error: {
        code: 'InvalidAuthenticationToken',
        message: 'Access token is empty.',
        innerError: {
          date: '2026-04-20T01:04:56',
          'request-id': answer.headers.get('request-id'),
          'client-request-id': id,
        },
      },
    })
    expect(answer.headers.get('client-request-id')).toBe(id)
    expect(answer.headers.get('www-authenticate')).toBe(
      'Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="invalid_token", error_description="Access token is empty."',
    )
  })

  // parity: graph-bearer
  it('says what is wrong with a token in its own words', async () => {
    const arm = await signIn(services, ARM_SCOPE)
    const graph = await signIn(services, GRAPH_SCOPE)
    const claims = claimsOf(graph.token)
    const messageOf = async (token: string) => {
      const { status, json } = await clientWith(services, token).send('GET', `${GRAPH}/applications`)
      return [status, (json.error as Record<string, unknown>).message]
    }
    expect(await messageOf(arm.token)).toEqual([401, 'Access token validation failure. Invalid audience.'])
    expect(await messageOf('a.b.c')).toEqual([401, 'CompactToken parsing failed with error code: 80049217'])
    expect(await messageOf(await forge(keys.ado, claims))).toEqual([401, 'Signing key is invalid.'])
    const foreign = await forge(keys.entra, { ...claims, iss: 'https://issuer.example' })
    expect(await messageOf(foreign)).toEqual([401, 'Access token validation failure. Invalid issuer.'])
    const user = await forge(keys.entra, { ...claims, idtyp: 'user' })
    expect(await messageOf(user)).toEqual([
      401,
      'Access token validation failure. The token is not for an application.',
    ])
    const now = services.clock.now()
    services.clock.advance(-600_000)
    expect(await messageOf(graph.token)).toEqual([401, 'Access token has expired or is not yet valid.'])
    services.clock.set(now + 3_600_000)
    expect(await messageOf(graph.token)).toEqual([401, 'Lifetime validation failed, the token is expired.'])
    services.clock.set(now)
  })

  // parity: graph-grants
  it.each([
    ['none', [403, 403, 403]],
    ['reader', [200, 403, 403]],
    ['my-connection', [200, 400, 403]],
    ['writer', [200, 400, 201]],
  ])('lets the application of %s do what it was granted', async (connection, statuses) => {
    const client = await signIn(services, GRAPH_SCOPE, connection)
    const { clientId } = services.directory.connections.find(services.directory.home.project, connection) ?? {}
    const credentials = `${GRAPH}/applications(appId='${clientId}')/federatedIdentityCredentials`
    const answers = [
      await client.send('GET', `${GRAPH}/applications`),
      await client.send('POST', credentials, {}),
      await client.send('POST', `${GRAPH}/applications`, { displayName: 'made' }),
    ]
    expect(answers.map(({ status }) => status)).toEqual(statuses)
    const denied = answers.find(({ status }) => status === 403)
    if (denied) {
      expect(denied.json).toMatchObject({
        error: {
          code: 'Authorization_RequestDenied',
          message: 'Insufficient privileges to complete the operation.',
        },
      })
    }
  })

  it('lets an application that was made through it do nothing', async () => {
    const writer = await signIn(services, GRAPH_SCOPE, 'writer')
    const { json } = await writer.send('POST', `${GRAPH}/applications`, { displayName: 'powerless' })
    await writer.send('POST', `${GRAPH}/servicePrincipals`, { appId: json.appId })
    const claims = { ...claimsOf(writer.token), appid: json.appId }
    const powerless = clientWith(services, await forge(keys.entra, claims))
    expect((await powerless.send('GET', `${GRAPH}/applications`)).status).toBe(403)
  })

  it('answers /me of an application with the error of a request that needs a user', async () => {
    const client = await signIn(services, GRAPH_SCOPE)
    for (const path of ['/me', '/me/ownedObjects']) {
      expect(await client.send('GET', `${GRAPH}${path}`)).toMatchObject({
        status: 400,
        json: {
          error: {
            code: 'BadRequest',
            message: '/me request is only valid with delegated authentication flow.',
          },
        },
      })
    }
  })

  it('refuses versions, segments and methods that it does not have', async () => {
    const client = await signIn(services, GRAPH_SCOPE)
    const messageOf = async (method: string, url: string) => (await client.send(method, url)).json.error
    expect(await messageOf('GET', 'https://graph.microsoft.com/v2.0/applications')).toMatchObject({
      message: 'Invalid version: v2.0.',
    })
    expect(await messageOf('GET', 'https://graph.microsoft.com/v2.0/nothing')).toMatchObject({
      message: 'Invalid version: v2.0.',
    })
    expect(await messageOf('GET', `${GRAPH}/nothing`)).toMatchObject({
      message: "Resource not found for the segment 'nothing'.",
    })
    const put = await client.send('PUT', `${GRAPH}/applications`)
    expect(put).toMatchObject({ status: 405, json: { error: { code: 'Request_BadRequest' } } })
    expect((await services.send(`${GRAPH}/nothing`)).status).toBe(401)
  })
})
