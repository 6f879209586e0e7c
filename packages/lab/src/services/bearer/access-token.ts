import type { Instant } from '@mintwell/clock'
import type { Guid } from '../../ground/guid.ts'

/** An access token that was accepted: whom it is for. The token itself is not kept. */
export interface AccessToken {
  readonly tenantId: Guid
  readonly clientId: Guid
  /** The object id of the client's service principal. */
  readonly principalId: Guid
  readonly audience: string
  readonly expiresAt: Instant
}

/** Why an access token was not accepted. Each resource says it in its own words. */
export type TokenProblem =
  | { readonly kind: 'missing' }
  /** An `Authorization` header that is not `Bearer` and one token. */
  | { readonly kind: 'scheme' }
  | { readonly kind: 'malformed' }
  /** Not signed by any issuer of the resource. */
  | { readonly kind: 'signature' }
  | { readonly kind: 'audience'; readonly audience: string }
  /** Not an access token of a tenant of the lab. */
  | { readonly kind: 'issuer'; readonly issuer: string }
  /** Not for an application: no `oid`, or another `idtyp` than `app`. */
  | { readonly kind: 'principal' }
  | { readonly kind: 'expired'; readonly expiresAt: Instant }
  | { readonly kind: 'not-yet-valid'; readonly notBefore: Instant }

/** What became of a token that was presented. */
export type TokenVerdict = { readonly kind: 'accepted'; readonly token: AccessToken } | TokenProblem

/** Who takes access tokens, and under which names. */
export interface ProtectedResource {
  readonly audiences: ReadonlySet<string>
}

/**
 * Azure Resource Manager (the text of its refusal lists these four, Azure-Samples/active-directory-dotnetcore-daemon-v2#145), and its application id,
 * which a v2.0 scope can name.
 */
export const resourceManager: ProtectedResource = {
  audiences: new Set([
    'https://management.core.windows.net/',
    'https://management.core.windows.net',
    'https://management.azure.com/',
    'https://management.azure.com',
    '797f4846-ba00-4fd7-ba43-dac1f8f63013',
  ]),
}

/** Microsoft Graph: its address with and without the slash, and its application id (Microsoft Learn, Microsoft Graph auth concepts). */
export const microsoftGraph: ProtectedResource = {
  audiences: new Set([
    'https://graph.microsoft.com/',
    'https://graph.microsoft.com',
    '00000003-0000-0000-c000-000000000000',
  ]),
}
