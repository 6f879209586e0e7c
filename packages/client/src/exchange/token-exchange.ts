import type { HttpClient } from '../http/http-client.ts'
import { readJson } from './entra.ts'
import { refusedExchange, sendExchange } from './exchange-error.ts'

/** What is asked of a token service by RFC 8693; what is undefined is left out. */
export interface TokenExchange {
  /** The ID token. A secret. */
  readonly subjectToken: string
  readonly tokenUrl: string
  readonly subjectTokenType?: string
  readonly requestedTokenType?: string
  readonly audience?: string
  readonly resource?: string
  readonly scope?: string
  readonly clientId?: string
}

/** The answer of such a service, as RFC 8693 §2.2.1 has it. */
export interface ExchangedToken {
  readonly kind: 'rfc8693'
  /** A secret. */
  readonly accessToken: string
  readonly issuedTokenType: string | null
  readonly tokenType: string
  readonly expiresInSeconds: number | null
  readonly scope: string | null
}

const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
/** What an ID token is to most services (RFC 8693 §3): Google's and Keycloak's take it so. */
const JWT_TYPE = 'urn:ietf:params:oauth:token-type:jwt'

/**
 * Trades an ID token at any service that implements RFC 8693, such as Google's STS or Keycloak.
 *
 * @throws ClientError `ERR_EXCHANGE_REFUSED`, `ERR_EXCHANGE_UNREACHABLE`
 */
export async function exchangeByRfc8693(
  exchange: TokenExchange,
  http: HttpClient,
  signal?: AbortSignal,
): Promise<ExchangedToken> {
  const parameters: Readonly<Record<string, string | undefined>> = {
    grant_type: TOKEN_EXCHANGE,
    subject_token: exchange.subjectToken,
    subject_token_type: exchange.subjectTokenType ?? JWT_TYPE,
    requested_token_type: exchange.requestedTokenType,
    audience: exchange.audience,
    resource: exchange.resource,
    scope: exchange.scope,
    client_id: exchange.clientId,
  }
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const body = new URLSearchParams(given).toString()
  const response = await sendExchange(http, {
    method: 'POST',
    url: exchange.tokenUrl,
    headers,
    body,
    ...(signal ? { signal } : {}),
  })
  const answer = readJson(response.text)
  const text = (name: string) => (typeof answer[name] === 'string' ? answer[name] : null)
  const accessToken = text('access_token')
  if (response.status !== 200 || !accessToken) {
    const code = text('error')
    const said = [code, text('error_description')].filter((part) => part).join(': ')
    throw refusedExchange(
      new URL(exchange.tokenUrl).host,
      code,
      said || (response.status === 200 ? 'no access token in the answer' : response.text),
      response,
    )
  }
  const seconds = Number(answer.expires_in)
  return {
    kind: 'rfc8693',
    accessToken,
    issuedTokenType: text('issued_token_type'),
    tokenType: text('token_type') ?? 'Bearer',
    expiresInSeconds: answer.expires_in === undefined || !Number.isFinite(seconds) ? null : seconds,
    scope: text('scope'),
  }
}
