import { type Claims, signJwt } from '../../ground/keys/sign-jwt.ts'
import type { SigningKeys } from '../../ground/keys/signing-keys.ts'
import { type Answer, CONNECTION, type TestServices } from '../../lab/test-services.ts'

// What the tests of the services behind access tokens share.

/** A client of Azure Resource Manager or Graph. */
export interface TestClient {
  readonly token: string
  /** Sends a request with the token; a body goes as JSON. */
  send(method: string, url: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

/** The scopes that az asks for. */
export const ARM_SCOPE = 'https://management.core.windows.net//.default'
export const GRAPH_SCOPE = 'https://graph.microsoft.com//.default'

/** Signs in as a connection's application, which is created if need be, and takes an access token. */
export async function signIn(services: TestServices, scope: string, name = CONNECTION): Promise<TestClient> {
  const { connections, home } = services.directory
  const connection = connections.find(home.project, name) ?? services.provisionConnection(name)
  const { compact } = await services.issuer.issue(connection, null)
  const fields = { scope, client_id: connection.clientId, tenant: connection.tenantId }
  const { json, text } = await services.exchange(compact, fields)
  if (typeof json.access_token !== 'string') throw new Error(`no access token: ${text}`)
  return clientWith(services, json.access_token)
}

/** A client that has this token. */
export function clientWith(services: TestServices, token: string): TestClient {
  return {
    token,
    send: (method, url, body, headers = {}) =>
      services.send(url, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
  }
}

/** The claims of a token, unchecked. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>
}

/** Signs claims as the holder of these keys would. */
export async function forge(
  keys: SigningKeys,
  claims: Claims,
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  const key = await keys.current()
  return signJwt(key, { typ: 'JWT', alg: 'RS256', x5t: key.x5t, kid: key.kid, ...header }, claims)
}
