import { processEnvironment } from '../adapters/process-environment.ts'
import type { Environment } from '../environment.ts'
import { exchangeAtEntra } from '../exchange/entra.ts'
import { exchangeFresh } from '../exchange/exchange-fresh.ts'
import { createHttp, type HttpClient } from '../http/http-client.ts'
import type { FreshTokens } from '../keeper/keep-fresh.ts'
import { type AzureIdentity, findAzureIdentity, requireAzureIdentity } from '../surfaces/azure-identity.ts'

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

/** Which application to be at Entra, and how to reach it. Everything has a default. */
export interface EntraCredentialOptions {
  /** Default: what the environment says (`AZURE_TENANT_ID`, `ARM_TENANT_ID`, `AZURESUBSCRIPTION_TENANT_ID`), or the tenant that issued the ID token. */
  readonly tenantId?: string
  /** Default: what the environment says (`AZURE_CLIENT_ID`, `ARM_CLIENT_ID`, `AZURESUBSCRIPTION_CLIENT_ID`). */
  readonly clientId?: string
  /** Default: `AZURE_AUTHORITY_HOST`, or the public cloud's. */
  readonly authorityHost?: string
  /** Default: a client of its own, with the proxies of the environment. */
  readonly http?: HttpClient
  /** Where the defaults are read. Default: the environment of this process. */
  readonly env?: Environment
}

/** An access token with less left than this is not handed out again: what MSAL treats as expired (msal-common `DEFAULT_TOKEN_RENEWAL_OFFSET_SEC`). */
const RENEW_BEFORE_MS = 300_000

/**
 * A credential for the Azure SDKs: each access token is had with an ID token that is fresh at that moment, kept until 5 minutes before its end, and asked for once
 * however many want it.
 *
 * @throws ClientError from `getToken`: `ERR_SURFACE_CONFIGURATION` where nothing says which application to be; `ERR_EXCHANGE_REFUSED`, `ERR_EXCHANGE_UNREACHABLE`, and what the keeper rejects with
 * @example
 * const credential = entraCredential(keepFresh(azurePipelines(process.env)))
 * const client = new SecretClient(vaultUrl, credential)
 */
export function entraCredential(tokens: FreshTokens, options: EntraCredentialOptions = {}): CoreTokenCredential {
  const env = options.env ?? processEnvironment()
  const http = options.http ?? createHttp({ env })
  let identity: Promise<AzureIdentity> | undefined
  const whoAmI = () => {
    identity ??= identify(tokens, options, env).catch((error: unknown) => {
      identity = undefined
      throw error
    })
    return identity
  }
  const kept = new Map<string, CoreAccessToken>()
  const underway = new Map<string, Promise<CoreAccessToken>>()
  const ask = async (wanted: string | undefined, scope: string): Promise<CoreAccessToken> => {
    const { clientId, tenantId, authorityHost } = await whoAmI()
    const exchange = { tenantId: wanted ?? tenantId, clientId, scope, authorityHost }
    const answer = await exchangeFresh(tokens, (assertion) =>
      exchangeAtEntra({ ...exchange, assertion }, http, () => tokens.now()),
    )
    return { token: answer.accessToken, expiresOnTimestamp: answer.expiresAt, tokenType: 'Bearer' }
  }
  return {
    async getToken(scopes, getOptions) {
      const scope = typeof scopes === 'string' ? scopes : scopes.join(' ')
      const tenantId = getOptions?.tenantId
      const key = `${tenantId ?? ''} ${scope}`
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

/** The application, from what was given, the environment and the token. */
async function identify(
  tokens: FreshTokens,
  { tenantId, clientId, authorityHost }: EntraCredentialOptions,
  env: Environment,
): Promise<AzureIdentity> {
  // The token is looked at only for what nobody has said.
  const reading = tenantId && clientId ? { issuer: null } : (await tokens.take()).reading
  const choice = { ...(tenantId ? { tenantId } : {}), ...(clientId ? { clientId } : {}) }
  const found = await findAzureIdentity(choice, env, undefined, async () => undefined, reading)
  const identity = requireAzureIdentity(found, 'The credential')
  return authorityHost ? { ...identity, authorityHost } : identity
}
