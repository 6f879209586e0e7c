import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import type { Instant } from '@mintwell/clock'
import { ClientError } from '../errors.ts'

/** What the endpoint answers with. */
export interface EndpointOptions {
  /** The job token that callers present: the one that the step already has. */
  readonly accessToken: string
  /** The connection whose token is kept fresh; undefined for the pipeline's own. */
  readonly connectionId: string | undefined
  /** The path of the real endpoint, which is kept. */
  readonly path: string
  /** The token that is kept fresh. */
  readonly take: () => Promise<string>
  /** Asks the real service: for another connection of the job, or for a token that is not the kept one. */
  readonly passOn: (connectionId: string | undefined) => Promise<string>
  /** The present by the server's clock, for `Date`. */
  readonly now: () => Instant
  /** The certificate's times must be right by every clock that a program of the command may see. */
  readonly clocks: readonly Instant[]
}

/** A local endpoint in the form of Azure DevOps' own. */
export interface Endpoint {
  /** What `SYSTEM_OIDCREQUESTURI` is to be; without a query, as clients add theirs. */
  readonly url: string
  readonly authorityPem: string
  close(): void
}

/** Before and behind the present that the certificate holds: a clock that is a day off, the longest job (GitHub's self-hosted runners: 5 days) and then some. */
const DAY_MS = 86_400_000
const VALID_BEFORE_MS = DAY_MS
const VALID_AFTER_MS = 30 * DAY_MS
/** Nobody may hold a connection open by sending slowly, in milliseconds: a request is one line and a few headers. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 5_000,
  handshakeTimeout: 10_000,
}
/** A member of the query by which a caller asks for a token from the real service and not for the one that is kept: tests of the service itself need it. */
export const ASK_ANEW = 'mintwell.anew'
const JSON_TYPE = 'application/json; charset=utf-8'

/**
 * Opens an endpoint on loopback that issues ID tokens as Azure DevOps does: https, because `@azure/identity` takes nothing else, with a certificate of an authority
 * of its own whose key never leaves memory. Known Host names only, no `Origin`, a secret in the path and the job token besides.
 */
export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const validity = {
    notBefore: Math.min(...options.clocks) - VALID_BEFORE_MS,
    notAfter: Math.max(...options.clocks) + VALID_AFTER_MS,
  }
  const authority = createAuthority({ commonName: 'Mintwell exec (this step only)', ...validity })
  const leaf = issueLeaf(authority, { hosts: ['127.0.0.1', 'localhost'], ...validity })
  const path = `/${randomBytes(18).toString('base64url')}${options.path}`
  let port = 0
  const server = createServer(
    { ...LIMITS, cert: leaf.certificatePem, key: leaf.privateKeyPem },
    (request, response) => {
      // Whatever a caller sends, the worst that happens is that its own connection is closed.
      request.on('error', () => {})
      response.on('error', () => {})
      answer(options, { path, port }, request, response).catch(() => response.destroy())
    },
  )
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  port = (server.address() as { port: number }).port
  return {
    url: `https://127.0.0.1:${port}${path}`,
    authorityPem: authority.certificatePem,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function answer(
  options: EndpointOptions,
  place: { readonly path: string; readonly port: number },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.sendDate = false
  response.setHeader('date', new Date(options.now()).toUTCString())
  request.resume()
  const send = (status: number, body: object) => {
    if (!response.destroyed)
      response.writeHead(status, { 'content-type': JSON_TYPE, 'cache-control': 'no-store' }).end(JSON.stringify(body))
  }
  const { host = '', origin, authorization } = request.headers
  if (![`127.0.0.1:${place.port}`, `localhost:${place.port}`].includes(host))
    return send(421, { message: 'This host name is not served here.' })
  if (origin !== undefined) return send(403, { message: 'Requests of web pages are refused.' })
  const target = readTarget(request.url ?? '')
  if (target.path !== place.path) return send(404, { message: 'There is nothing here.' })
  if (!isJobToken(authorization, options.accessToken))
    return send(401, { message: 'The job token is missing or not the one of this step.' })
  const connectionId = target.query.get('serviceConnectionId')?.toLowerCase() || undefined
  // GET is GitHub's form of the request, which Packer sends here too (packer-plugin-azure#507); it names no connection.
  const isGet = request.method === 'GET'
  if (!isGet && request.method !== 'POST')
    return send(405, {
      count: 1,
      value: { Message: `The requested resource does not support http method '${request.method}'.` },
    })
  const own = !target.query.has(ASK_ANEW) && (isGet || connectionId === options.connectionId?.toLowerCase())
  try {
    const token = own ? await options.take() : await options.passOn(connectionId)
    send(200, isGet ? { count: 1, value: token } : { oidcToken: token })
  } catch (error) {
    const { status, body } = failure(error)
    send(status, body)
  }
}

/** The path and the query of a request target as they were sent (RFC 9112 §3.2.1). Not parsed as a URL, which a target such as `//` is not. */
function readTarget(target: string): { readonly path: string; readonly query: URLSearchParams } {
  const cut = target.indexOf('?')
  return cut === -1
    ? { path: target, query: new URLSearchParams() }
    : { path: target.slice(0, cut), query: new URLSearchParams(target.slice(cut + 1)) }
}

/** The job token as `Bearer`, or as the password of `Basic`, which many clients use (measured: Terraform’s providers and Packer). */
function isJobToken(authorization: string | undefined, wanted: string): boolean {
  const [scheme = '', value = ''] = (authorization ?? '').split(' ')
  const given =
    scheme.toLowerCase() === 'basic'
      ? Buffer.from(value, 'base64')
          .toString('utf8')
          .replace(/^[^:]*:/, '')
      : value
  const a = Buffer.from(given)
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}

/** An error in the shape of Azure DevOps, which its clients show: the service's own status where it refused, 503 where there is no token now. */
function failure(error: unknown): { readonly status: number; readonly body: object } {
  const client = error instanceof ClientError ? error : undefined
  const said = client?.data.status
  const status = typeof said === 'number' && said >= 400 ? said : 503
  const message = client ? `${client.message} ${client.hint}` : 'mintwell has no ID token that is still valid.'
  return {
    status,
    body: {
      $id: '1',
      innerException: null,
      message,
      typeName: `Mintwell.${client?.code ?? 'Error'}`,
      typeKey: client?.code ?? 'Error',
      errorCode: 0,
    },
  }
}
