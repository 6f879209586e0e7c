import type { HttpClient } from '../http/http-client.ts'
import { refusedExchange, sendExchange } from './exchange-error.ts'

/** What is asked of Entra. */
export interface EntraExchange {
  /** The ID token. A secret. */
  readonly assertion: string
  readonly tenantId: string
  readonly clientId: string
  /** Such as `https://management.azure.com/.default`. */
  readonly scope: string
  /** Default `https://login.microsoftonline.com/`. */
  readonly authorityHost?: string
}

/** An access token of Entra. */
export interface EntraToken {
  readonly kind: 'entra'
  /** A secret. */
  readonly accessToken: string
  readonly tokenType: string
  /** Seconds from when it was asked for. */
  readonly expiresInSeconds: number
  /** Milliseconds since the epoch, by the server's clock where it told, else by the caller's. */
  readonly expiresAt: number
}

/** A resource as a scope: what Entra's v2 endpoint calls all that an application may do there. */
export function scopeOf(resource: string): string {
  return resource.includes('/.default') ? resource : `${resource}/.default`
}

/**
 * Trades an ID token for an access token at Entra: the client credentials grant with a client assertion (RFC 7523 §2.2; Microsoft identity platform, "client credentials flow"), one form POST.
 *
 * @throws ClientError `ERR_EXCHANGE_REFUSED`, `ERR_EXCHANGE_UNREACHABLE`
 */
export async function exchangeAtEntra(
  exchange: EntraExchange,
  http: HttpClient,
  now: () => number,
  signal?: AbortSignal,
): Promise<EntraToken> {
  const { assertion, tenantId, clientId, scope, authorityHost = 'https://login.microsoftonline.com/' } = exchange
  const url = `${authorityHost.replace(/\/*$/, '/')}${encodeURIComponent(tenantId)}/oauth2/v2.0/token`
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
    scope,
  }).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const response = await sendExchange(http, { method: 'POST', url, headers, body, ...(signal ? { signal } : {}) })
  const answer = readJson(response.text)
  const { access_token: accessToken, expires_in: expiresIn, token_type: tokenType } = answer
  const seconds = Number(expiresIn)
  if (response.status !== 200 || typeof accessToken !== 'string' || accessToken === '' || !Number.isFinite(seconds)) {
    const description =
      typeof answer.error_description === 'string'
        ? answer.error_description
        : response.status === 200
          ? 'no access token in the answer'
          : response.text
    throw refusedExchange(new URL(url).host, /AADSTS\d+/.exec(description)?.[0] ?? null, description, response)
  }
  const serverTime = Date.parse(response.headers.date ?? '')
  const since = Number.isNaN(serverTime) ? now() : serverTime
  return {
    kind: 'entra',
    accessToken,
    tokenType: typeof tokenType === 'string' ? tokenType : 'Bearer',
    expiresInSeconds: seconds,
    expiresAt: since + seconds * 1_000,
  }
}

/** The members of a JSON object; none where the text is no such thing. */
export function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
