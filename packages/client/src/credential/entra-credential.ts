import { exchangeAtEntra } from '../exchange/entra.ts'
import { exchangeFresh } from '../exchange/exchange-fresh.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { FreshTokens } from '../keeper/keep-fresh.ts'

/** An access token in the form of `@azure/core-auth`. */
export interface CoreAccessToken {
  readonly token: string
  readonly expiresOnTimestamp: number
  readonly refreshAfterTimestamp?: number
  readonly tokenType: 'Bearer'
}

/** The `TokenCredential` of `@azure/core-auth`, by its shape: no dependency on it. */
export interface CoreTokenCredential {
  getToken(
    scopes: string | string[],
    options?: { readonly abortSignal?: unknown; readonly tenantId?: string },
  ): Promise<CoreAccessToken>
}

/** Who one is at Entra. */
export interface EntraCredentialOptions {
  readonly tenantId: string
  readonly clientId: string
  readonly authorityHost?: string
  readonly http: HttpClient
}

/** An access token with less left than this is not handed out again: what MSAL treats as expired (msal-common `DEFAULT_TOKEN_RENEWAL_OFFSET_SEC`). */
const RENEW_BEFORE_MS = 300_000

/**
 * A credential for the Azure SDKs: each access token is had with an ID token that is fresh at that moment, kept until 5 minutes before its end, and asked for once
 * however many want it.
 *
 * @example
 * const credential = entraCredential(keepFresh(azurePipelines(process.env)), { tenantId, clientId, http })
 * const client = new SecretClient(vaultUrl, credential)
 */
export function entraCredential(tokens: FreshTokens, options: EntraCredentialOptions): CoreTokenCredential {
  const { clientId, http, authorityHost } = options
  const kept = new Map<string, CoreAccessToken>()
  const underway = new Map<string, Promise<CoreAccessToken>>()
  const ask = async (tenantId: string, scope: string): Promise<CoreAccessToken> => {
    const answer = await exchangeFresh(tokens, (assertion) =>
      exchangeAtEntra({ assertion, tenantId, clientId, scope, ...(authorityHost ? { authorityHost } : {}) }, http, () =>
        tokens.now(),
      ),
    )
    return { token: answer.accessToken, expiresOnTimestamp: answer.expiresAt, tokenType: 'Bearer' }
  }
  return {
    async getToken(scopes, getOptions) {
      const scope = typeof scopes === 'string' ? scopes : scopes.join(' ')
      const tenantId = getOptions?.tenantId ?? options.tenantId
      const key = `${tenantId} ${scope}`
      const known = kept.get(key)
      if (known && known.expiresOnTimestamp - tokens.now() > RENEW_BEFORE_MS) return known
      const asked = underway.get(key) ?? ask(tenantId, scope).finally(() => underway.delete(key))
      underway.set(key, asked)
      const token = await asked
      kept.set(key, token)
      return token
    },
  }
}
