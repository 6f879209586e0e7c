import type { Application } from '../../directory/applications.ts'
import type { UserAssignedIdentity } from '../../directory/user-assigned-identities.ts'
import { EXCHANGE_RESOURCE_ID, entraIssuer, entraIssuerV1 } from '../../ground/federation.ts'
import type { GraphAccess } from '../../ground/graph-access.ts'
import type { Guid } from '../../ground/guid.ts'
import type { Claims } from '../../ground/keys/sign-jwt.ts'
import type { ByteSource } from '../../ground/random.ts'
import { ENTRA_BACK_DATING_SECONDS, makeAio, makeFtd, utiOf } from '../issuers/entra-claims.ts'
import type { RevocationHints } from '../issuers/revocation-hint.ts'
import { graphClaims } from './graph-claims.ts'
import type { Resource } from './resources.ts'

/** Azure Resource Manager; the revocation hint of every access token names it here, because clients do not read it. */
const RESOURCE_MANAGER_APP_ID = '797f4846-ba00-4fd7-ba43-dac1f8f63013'

/** How a client showed who it is: `1` by a secret, `2` by an assertion or certificate. */
export type ClientAuthentication = '1' | '2'

/**
 * The claims of an app-only access token. The version is the resource's choice, not the endpoint's: Azure Resource Manager, Graph, Storage and Key
 * Vault all take v1.0 tokens, of the issuer `https://sts.windows.net/{tenant}/` (public samples; Azurite asks for it).
 */
export function accessTokenClaims(token: TokenFacts): Claims {
  if (token.resource.version === 2) return claimsV2(token)
  const issuer = entraIssuerV1(token.tenantId)
  const issuedAt = token.nowSeconds - ENTRA_BACK_DATING_SECONDS
  return {
    aud: token.resource.audience,
    iss: issuer,
    iat: issuedAt,
    nbf: issuedAt,
    exp: token.nowSeconds + token.lifetimeSeconds,
    aio: makeAio(token.random),
    appid: token.application.appId,
    appidacr: token.authentication,
    idp: issuer,
    idtyp: 'app',
    oid: token.principalId,
    rh: token.hints.of(token.tenantId, RESOURCE_MANAGER_APP_ID),
    sub: token.principalId,
    tid: token.tenantId,
    uti: utiOf(token.traceId),
    ver: '1.0',
    xms_ftd: makeFtd(token.random),
    xms_idrel: '7 30',
    ...graphClaims(token.resource.audience, token.application, token.graphAccess),
    ...managedIdentityClaims(token.managedIdentity),
  }
}
/** What an access token is built from. */
interface TokenFacts {
  readonly resource: Resource
  readonly tenantId: Guid
  readonly application: Application
  /** What the application may do in Microsoft Graph. */
  readonly graphAccess: GraphAccess
  /** The object id of the client's service principal. */
  readonly principalId: Guid
  readonly authentication: ClientAuthentication
  readonly nowSeconds: number
  readonly lifetimeSeconds: number
  readonly traceId: Guid
  /** The client as a managed identity, where it is one. */
  readonly managedIdentity: UserAssignedIdentity | undefined
  readonly random: ByteSource
  readonly hints: RevocationHints
}

/**
 * The claims of a v2.0 token: the issuer is the v2.0 one, the audience the id of the resource's application. The resource of federation takes such
 * tokens, as its tokens in federated identity credentials show; a managed identity's can be presented as an assertion, that of another application is
 * refused with 700226.
 */
function claimsV2(token: TokenFacts): Claims {
  const issuedAt = token.nowSeconds - ENTRA_BACK_DATING_SECONDS
  return {
    aud: token.resource.audience,
    iss: entraIssuer(token.tenantId),
    iat: issuedAt,
    nbf: issuedAt,
    exp: token.nowSeconds + token.lifetimeSeconds,
    aio: makeAio(token.random),
    azp: token.application.appId,
    azpacr: token.authentication,
    oid: token.principalId,
    rh: token.hints.of(token.tenantId, EXCHANGE_RESOURCE_ID),
    sub: token.principalId,
    tid: token.tenantId,
    uti: utiOf(token.traceId),
    ver: '2.0',
    xms_ftd: makeFtd(token.random),
    ...managedIdentityClaims(token.managedIdentity),
  }
}

/** What marks the tokens of a managed identity: its id in Azure. */
function managedIdentityClaims(identity: UserAssignedIdentity | undefined): Claims {
  if (!identity) return {}
  const { subscriptionId, resourceGroup, name } = identity
  const provider = 'providers/Microsoft.ManagedIdentity/userAssignedIdentities'
  return { xms_mirid: `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/${provider}/${name}` }
}
