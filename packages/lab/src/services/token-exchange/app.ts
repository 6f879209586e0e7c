import { fingerprint } from '@mintwell/token'
import { type Context, Hono } from 'hono'
import type { ServiceEnvironment } from '../../ground/caller.ts'
import { toResponse } from '../../ground/http/answer.ts'
import { readBody } from '../../ground/http/read-body.ts'
import { jwksOf } from '../../ground/keys/jwks.ts'
import type { Emit } from '../../ground/lab-event.ts'
import { type ExchangePorts, exchangeToken, TOKEN_EXCHANGE_ISSUER } from './exchange.ts'
import { type ExchangeRequest, GRANT_TYPE, readExchangeRequest } from './exchange-request.ts'
import { fail, type OAuthError, OAuthFailure } from './oauth-error.ts'

/** What the endpoint works with. */
export interface TokenExchangePorts extends ExchangePorts {
  readonly emit: Emit
}

/** What the gateway has found out about a request is passed as Hono's bindings. */
export interface TokenExchangeEnvironment {
  Bindings: ServiceEnvironment
}

/** What this endpoint says of itself (RFC 8414), so that its tokens can be checked by anybody. */
const METADATA = {
  issuer: TOKEN_EXCHANGE_ISSUER,
  token_endpoint: `${TOKEN_EXCHANGE_ISSUER}/token`,
  jwks_uri: `${TOKEN_EXCHANGE_ISSUER}/.well-known/jwks.json`,
  grant_types_supported: [GRANT_TYPE],
  response_types_supported: [],
  token_endpoint_auth_methods_supported: ['none'],
} as const

/**
 * A plain token exchange (RFC 8693) at `https://token-exchange.lab.example/token`, for whatever token service one's own cloud has: it takes ID tokens of
 * the lab's issuers, from clients that do not authenticate otherwise, and gives access tokens that it signs itself.
 */
export function createTokenExchangeApp(ports: TokenExchangePorts): Hono<TokenExchangeEnvironment> {
  const app = new Hono<TokenExchangeEnvironment>()
  for (const path of ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration']) {
    app.get(path, () => respond(ports, 200, METADATA))
  }
  app.get('/.well-known/jwks.json', async () =>
    respond(ports, 200, jwksOf(await ports.keys.published(), { members: { alg: 'RS256' } })),
  )
  app.post('/token', (context) => handle(ports, context))
  app.all('/token', () => toResponse({ status: 405, headers: { Allow: 'POST' }, body: null }, ports.clock.now()))
  app.notFound(() => toResponse({ status: 404, headers: {}, body: null }, ports.clock.now()))
  app.onError((error) => {
    ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'token-exchange', message: error.message })
    return failure(ports, { status: 500, error: 'server_error', description: 'the lab failed' })
  })
  return app
}

async function handle(ports: TokenExchangePorts, { req, env }: Context<TokenExchangeEnvironment>): Promise<Response> {
  let body = ''
  try {
    body = (await readBody(req.raw)) ?? fail('invalid_request', 'the request is too large', 413)
    const request = readExchangeRequest(req.header('content-type') ?? null, body)
    const token = await exchangeToken(ports, request)
    tell(ports, body, env, undefined)
    return respond(ports, 200, grant(ports, request, token))
  } catch (error) {
    if (!(error instanceof OAuthFailure)) throw error
    tell(ports, body, env, error.error)
    return failure(ports, error.error)
  }
}

/** RFC 8693, section 2.2.1. A JWT that is not asked for as an access token has no kind of use that the endpoint defines. */
function grant({ lifetimeSeconds }: TokenExchangePorts, request: ExchangeRequest, token: string): object {
  return {
    access_token: token,
    issued_token_type: request.requestedTokenType,
    token_type: request.requestedTokenType.endsWith(':access_token') ? 'Bearer' : 'N_A',
    expires_in: lifetimeSeconds,
    ...(request.scope === undefined ? {} : { scope: request.scope }),
  }
}

function failure(ports: TokenExchangePorts, { status, error, description }: OAuthError): Response {
  return respond(ports, status, { error, error_description: description })
}

function respond({ clock }: TokenExchangePorts, status: number, body: object): Response {
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', Pragma: 'no-cache' }
  return toResponse({ status, headers, body: JSON.stringify(body) }, clock.now())
}

function tell(
  ports: TokenExchangePorts,
  body: string,
  env: ServiceEnvironment | undefined,
  error: OAuthError | undefined,
): void {
  const form = new URLSearchParams(body)
  const token = form.get('subject_token')
  ports.emit({
    kind: 'exchange',
    service: 'token-exchange',
    at: ports.clock.now(),
    caller: env?.caller ?? null,
    clientId: null,
    status: error?.status ?? 200,
    errorCode: null,
    error: error?.error ?? null,
    fingerprint: token ? fingerprint(token) : null,
    audience: form.get('audience') ?? form.get('resource'),
  })
}
