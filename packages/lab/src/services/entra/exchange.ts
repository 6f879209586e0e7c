import type { Application, ServicePrincipal } from '../../directory/applications.ts'
import { checkSecret } from '../../directory/registrations.ts'
import type { Tenant } from '../../directory/tenants.ts'
import { isEntraIssuer } from '../../ground/federation.ts'
import type { Guid } from '../../ground/guid.ts'
import { isGuid } from '../../ground/guid.ts'
import { signJwt } from '../../ground/keys/sign-jwt.ts'
import { accessTokenClaims, type ClientAuthentication } from './access-token.ts'
import { checkPolicy } from './check-policy.ts'
import { findTenant } from './find-tenant.ts'
import { matchCredential } from './match-credential.ts'
import type { EntraPorts } from './ports.ts'
import { refuse } from './refusal.ts'
import { findResource } from './resources.ts'
import { stsErrors } from './sts-errors.ts'
import { checkGrant, readTokenRequest, type TokenForm, type TokenRequest } from './token-request.ts'
import { verifyLifetime, verifySignature, verifyTime } from './verify-assertion.ts'
import { isOwnAssertion, verifyCertificate } from './verify-certificate.ts'

/** An access token, and what the answer says of it. */
export interface Grant {
  readonly accessToken: string
  readonly resource: string
  readonly nowSeconds: number
  readonly lifetimeSeconds: number
}

/**
 * The client-credential flow: every check in the order that is believed of Entra (body, tenant, application, assertion, credential, signature, time),
 * then a signed access token. Refuses by throwing; the assertion may be presented as often as one likes, as the real service lets az do.
 */
export async function exchange(
  ports: EntraPorts,
  request: {
    readonly form: TokenForm
    readonly tenantName: string
    readonly version: 'v1' | 'v2'
    readonly traceId: Guid
    /** The `Authorization` header, in which a client can show its secret too. */
    readonly authorization: string | null
  },
): Promise<Grant> {
  checkGrant(request.form)
  const tenant = findTenant(ports.directory.tenants, request.tenantName)
  const wanted = readTokenRequest(request.form, request.version, request.authorization)
  const { application, principal } = findClient(ports, tenant, wanted.clientId)
  const { appId, displayName } = application
  if (principal.properties?.accountEnabled === false) refuse(stsErrors.applicationDisabled, { appId, displayName })
  const client = { application, principal, tenant }
  const authentication = await authenticate(ports, client, wanted.credential)
  const resource = findResource(wanted.resource, tenant.id, ports.directory)
  if (!resource) refuse(stsErrors.resourceNotFound, { resource: wanted.resource, tenant: tenant.id })
  const nowSeconds = Math.floor(ports.clock.now() / 1_000)
  const lifetimeSeconds = ports.settings.accessTokenLifetimeSeconds
  const claims = accessTokenClaims({
    resource,
    tenantId: tenant.id,
    application,
    graphAccess: ports.directory.grants.graphAccess(application.appId),
    principalId: principal.objectId,
    authentication,
    nowSeconds,
    lifetimeSeconds,
    traceId: request.traceId,
    managedIdentity: ports.directory.identities.findByClientId(application.appId),
    random: ports.random,
    hints: ports.hints,
  })
  const key = await ports.keys.current()
  // A capture of a v2.0 token has no x5t (entra-emulator, differential fixtures, September 2026).
  const header = resource.version === 2 ? key.headers.kid : key.headers.x5tAndKid
  const accessToken = await signJwt(key, header, claims)
  return { accessToken, resource: wanted.resource, nowSeconds, lifetimeSeconds }
}

/** What placeholders in settings say. */
const NO_APPLICATION = '00000000-0000-0000-0000-000000000000'

function findClient(
  { directory }: EntraPorts,
  tenant: Tenant,
  clientId: string,
): { readonly application: Application; readonly principal: ServicePrincipal } {
  const application = isGuid(clientId) ? directory.applications.find(clientId) : undefined
  const principal = directory.applications.servicePrincipal(tenant.id, clientId)
  if (clientId === NO_APPLICATION) refuse(stsErrors.applicationIdNotValid, { appId: clientId })
  if (application && principal) return { application, principal }
  if (application?.tenantId === tenant.id) {
    refuse(stsErrors.servicePrincipalMissing, { appId: application.appId, tenantId: tenant.id })
  }
  return refuse(stsErrors.applicationNotFound, { appId: clientId, tenant: tenant.displayName })
}

async function authenticate(
  ports: EntraPorts,
  client: { readonly application: Application; readonly principal: ServicePrincipal; readonly tenant: Tenant },
  credential: TokenRequest['credential'],
): Promise<ClientAuthentication> {
  const { application, principal } = client
  if (isPublicClient(ports, application)) refuse(stsErrors.publicClient)
  if (credential.kind === 'secret') return verifySecret(ports, principal, credential.secret)
  const { clock, random, settings, assertions } = ports
  const presented = assertions.read(credential.assertion)
  const { assertion } = presented
  if (isOwnAssertion(assertion)) {
    verifyCertificate(ports, client, presented)
  } else {
    matchCredential(application, ports.hooks.viewCredentials(application, clock.now()), assertion)
    if (isEntraIssuer(assertion.issuer) && isMultiTenant(ports, application)) refuse(stsErrors.multiTenant)
    checkPolicy(ports.hooks.federationPolicy(), assertion)
    await verifySignature(presented, ports.issuerKeys, assertions)
    verifyLifetime(assertion)
  }
  verifyTime(assertion, { clock, random, skewSeconds: settings.clockSkewSeconds })
  return '2'
}

/** The secrets of the application, and those of its service principal (Microsoft Learn, servicePrincipal: addPassword). */
function verifySecret(
  { directory, clock }: EntraPorts,
  { appId, passwords = [] }: ServicePrincipal,
  secret: string,
): Exclude<ClientAuthentication, '2'> {
  const all = [...(directory.registrations.find(appId)?.passwords ?? []), ...passwords]
  const verdict = checkSecret(all, secret, clock.now())
  if (verdict === 'valid') return '1'
  return refuse(verdict === 'expired' ? stsErrors.expiredSecret : stsErrors.invalidSecret, { appId })
}

/** Made for people or applications of other tenants too; `AzureADMyOrg` is the default (Microsoft Graph, application). */
function isMultiTenant({ directory }: EntraPorts, { appId }: Application): boolean {
  const { signInAudience = 'AzureADMyOrg' } = directory.registrations.find(appId)?.properties ?? {}
  return signInAudience !== 'AzureADMyOrg'
}

/** Marked as a public client, and with nothing to show who it is. The lab's rule; when Entra itself answers 700025 is not documented. */
function isPublicClient({ directory }: EntraPorts, { appId, federatedCredentials }: Application): boolean {
  const registration = directory.registrations.find(appId)
  return (
    registration?.properties.isFallbackPublicClient === true &&
    registration.passwords.length === 0 &&
    (registration.certificates ?? []).length === 0 &&
    federatedCredentials.length === 0
  )
}
