import type { Token } from './decode-token.ts'

/** What a token is for, as far as its claims tell: to be exchanged, to be shown to an API, or to be shown to Azure DevOps by a job. */
export type TokenUse = 'id-token' | 'access-token' | 'job-token'

/** What Entra writes for `api://AzureADTokenExchange` into the tokens that are meant to be exchanged (samples in sigstore/fulcio#1803), and its names. */
const EXCHANGE_AUDIENCES = /^(?:fb60f99c-7a34-4190-8149-302f77469936|api:\/\/AzureADTokenExchange(?:USGov|China)?)$/i

/** The issuer of the tokens by which Azure DevOps' jobs and extensions speak to it, without `https://` (MicrosoftDocs/azure-devops-docs#2649). */
const JOB_TOKEN_ISSUER = 'app.vstoken.visualstudio.com'

/** Claims that Entra writes into access tokens (learn.microsoft.com, "Access token claims reference"). */
const ACCESS_CLAIMS = ['scp', 'roles', 'appid', 'appidacr', 'idtyp', 'wids', 'xms_tcdt']

/**
 * Tells an ID token from an access token and from the token of a job, which are refused as assertions (AADSTS50013, AADSTS700222 and the like).
 *
 * @example
 * if (tokenUse(token) === 'access-token') console.error(`this is a token for ${token.audience}`)
 */
export function tokenUse({ claims, issuer, issuerKind, audience }: Token): TokenUse {
  if (issuer === JOB_TOKEN_ISSUER || claims.scp === 'app_token') return 'job-token'
  const isForExchange = [audience].flat().some((value) => value !== null && EXCHANGE_AUDIENCES.test(value))
  if (issuerKind !== 'entra' || isForExchange) return 'id-token'
  return ACCESS_CLAIMS.some((name) => Object.hasOwn(claims, name)) ? 'access-token' : 'id-token'
}
