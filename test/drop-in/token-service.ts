import { createServer } from 'node:http'

/** A stand-in for Azure DevOps' endpoint of ID tokens, in both of its forms: discovery and POST, and POST alone. */
export interface TokenServiceStandIn {
  readonly collectionUri: string
  readonly requestUri: string
  /** How often a token was asked for. */
  readonly requests: () => number
  /** What it answers; a function of how often it was asked. */
  answer: (count: number) => {
    readonly status: number
    readonly body: unknown
    readonly headers?: Readonly<Record<string, string>>
  }
  close(): Promise<void>
}

/** A token in the form of a JWT that ends in an hour; nobody checks its signature here. */
export function standInToken(now = Date.now(), lifetimeSeconds = 3_600): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const iat = Math.floor(now / 1_000)
  const claims = {
    iss: 'https://vstoken.dev.azure.com/stand-in',
    sub: 'sc://lab/lab/c',
    aud: 'api://AzureADTokenExchange',
    jti: 'one',
    iat,
    nbf: iat,
    exp: iat + lifetimeSeconds,
  }
  return `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.c2lnbmF0dXJl`
}

const LOCATION = {
  id: '69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2',
  area: 'distributedtask',
  resourceName: 'oidctoken',
  routeTemplate: '{scopeIdentifier}/_apis/{area}/hubs/{hubName}/plans/{planId}/jobs/{jobId}/{resource}',
  resourceVersion: 1,
  minVersion: '1.0',
  maxVersion: '7.2',
  releasedVersion: '0.0',
}

/** Opens the stand-in on loopback. It gives one and the same token until told otherwise. */
export async function openTokenService(): Promise<TokenServiceStandIn> {
  const token = standInToken()
  let count = 0
  const server = createServer((request, response) => {
    const json = { 'content-type': 'application/json' }
    if (request.method === 'OPTIONS') {
      response.writeHead(200, json).end(JSON.stringify({ count: 1, value: [LOCATION] }))
      return
    }
    request.resume()
    count += 1
    const { status, body, headers = {} } = service.answer(count)
    response.writeHead(status, { ...json, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const collectionUri = `http://127.0.0.1:${port}/lab/`
  const service: TokenServiceStandIn = {
    collectionUri,
    requestUri: `${collectionUri}project/_apis/distributedtask/hubs/build/plans/plan/jobs/job/oidctoken`,
    requests: () => count,
    answer: () => ({ status: 200, body: { oidcToken: token } }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return service
}
