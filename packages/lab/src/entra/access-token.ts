import type { Guid } from '../directory/guid.ts'
import { ENTRA_BACK_DATING_SECONDS, makeAio, utiOf } from '../issuers/entra-claims.ts'
import { entraIssuerV1 } from '../issuers/federation.ts'
import type { RevocationHints } from '../issuers/revocation-hint.ts'
import type { Claims } from '../keys/sign-jwt.ts'
import type { Random } from '../services/random.ts'

/** Azure Resource Manager; the revocation hint of every access token names it here, because clients do not read it. */
const RESOURCE_MANAGER_APP_ID = '797f4846-ba00-4fd7-ba43-dac1f8f63013'

/** How a client showed who it is: `1` by a secret, `2` by an assertion or certificate. */
export type ClientAuthentication = '1' | '2'

/**
 * The claims of an app-only access token. The version is the resource's choice, not the endpoint's: Azure Resource Manager, Graph, Storage and Key
 * Vault all take v1.0 tokens, of the issuer `https://sts.windows.net/{tenant}/` (facts: public samples; Azurite asks for it).
 */
export function accessTokenClaims(token: {
  /** As it was asked for. */
  readonly resource: string
  readonly tenantId: Guid
  readonly clientId: Guid
  /** The object id of the client's service principal. */
  readonly principalId: Guid
  readonly authentication: ClientAuthentication
  readonly nowSeconds: number
  readonly lifetimeSeconds: number
  readonly traceId: Guid
  readonly random: Random
  readonly hints: RevocationHints
}): Claims {
  const issuer = entraIssuerV1(token.tenantId)
  const issuedAt = token.nowSeconds - ENTRA_BACK_DATING_SECONDS
  return {
    aud: token.resource,
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: token.nowSeconds + token.lifetimeSeconds,
    aio: makeAio(token.random),
    appid: token.clientId,
    appidacr: token.authentication,
    idp: issuer,
    idtyp: 'app',
    oid: token.principalId,
    rh: token.hints.of(token.tenantId, RESOURCE_MANAGER_APP_ID),
    sub: token.principalId,
    tid: token.tenantId,
    uti: utiOf(token.traceId),
    ver: '1.0',
    xms_idrel: '7 30',
  }
}
