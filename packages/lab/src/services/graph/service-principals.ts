import type { Application, ServicePrincipal } from '../../directory/applications.ts'
import { isGuid } from '../../ground/guid.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import { identityId } from '../arm/identities.ts'
import type { AccessToken } from '../bearer/access-token.ts'
import type { GraphAnswer } from './answers.ts'
import { createdAt, describePassword } from './application-object.ts'
import { requiredText } from './filter.ts'
import { fail, type GraphError, graphErrors } from './graph-error.ts'
import { type GraphRequest, readObject } from './handler.ts'
import { keyOf } from './path.ts'
import type { GraphPorts } from './ports.ts'
import { entity, type GraphObject, page, readQuery } from './query.ts'
import { readPrincipalProperties, writableOfPrincipal } from './service-principal-properties.ts'

/** `GET /servicePrincipals`. */
export function listServicePrincipals(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const options = readQuery(request.url)
  return page(request, options, 'servicePrincipals', candidates(ports, request, options.filter))
}

/** `GET /servicePrincipals/{id}`, `GET /servicePrincipals(appId='…')`. Fails with 404. */
export function showServicePrincipal(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const { select } = readQuery(request.url)
  const principal = requirePrincipal(ports, request)
  return entity(request.version, select, 'servicePrincipals', describeServicePrincipal(ports, principal))
}

/** `POST /servicePrincipals` for an application of the tenant. Fails with 400 or 409. */
export async function createServicePrincipal(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const { appId } = await readObject(request)
  const { applications } = ports.directory
  if (appId === undefined || appId === null) fail(graphErrors.valueRequired('appId', 'ServicePrincipal'))
  if (typeof appId !== 'string' || !isGuid(appId)) return fail(graphErrors.invalidValue('appId', 'ServicePrincipal'))
  const { tenantId } = request.token
  const application = applications.find(appId)
  if (application?.tenantId !== tenantId) return fail(noApplication(appId))
  if (applications.servicePrincipal(tenantId, appId)) fail(nameTaken(application.appId))
  const objectId = randomGuid(ports.random)
  const principal = applications.addServicePrincipal({ objectId, appId: application.appId, tenantId })
  return entity(request.version, undefined, 'servicePrincipals', describeServicePrincipal(ports, principal), 201)
}

/** `PATCH /servicePrincipals/{id}`: with `accountEnabled` false Entra refuses the client with 7000112. Fails with 400 or 404. */
export async function patchServicePrincipal(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const principal = requirePrincipal(ports, request)
  const properties = readPrincipalProperties(await readObject(request), principal.properties ?? {})
  ports.directory.applications.replaceServicePrincipal({ ...principal, properties })
  return { status: 204 }
}

/** `DELETE /servicePrincipals/{id}`: the client gets no more tokens in this tenant. Fails with 404. */
export function deleteServicePrincipal(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const { tenantId, appId } = requirePrincipal(ports, request)
  ports.directory.applications.removeServicePrincipal(tenantId, appId)
  return { status: 204 }
}

/** The service principal of a request's path. Fails with 404. */
export function requirePrincipal(ports: GraphPorts, request: GraphRequest): ServicePrincipal {
  const { property, value } = keyOf(request.key)
  const { applications } = ports.directory
  const { tenantId } = request.token
  const found =
    property === undefined
      ? applications.servicePrincipalByObjectId(value)
      : property === 'appid'
        ? applications.servicePrincipal(tenantId, value)
        : undefined
  return found?.tenantId === tenantId ? found : fail(graphErrors.notFound(value))
}

/** A service principal as Graph shows it (Microsoft Learn, servicePrincipal resource type). */
export function describeServicePrincipal({ directory }: GraphPorts, principal: ServicePrincipal): GraphObject {
  const application = directory.applications.find(principal.appId) as Application
  const registration = directory.registrations.find(principal.appId)
  const identity = directory.identities.findByClientId(principal.appId)
  const { identifierUris, notes = null, tags = [], appRoles = [] } = registration?.properties ?? {}
  return {
    id: principal.objectId,
    deletedDateTime: null,
    ...writableOfPrincipal,
    alternativeNames: identity ? ['isExplicit=True', identityId(identity)] : [],
    notes,
    tags,
    appDescription: null,
    appDisplayName: identity ? null : application.displayName,
    appId: principal.appId,
    applicationTemplateId: null,
    appOwnerOrganizationId: application.tenantId,
    createdDateTime: createdAt(registration),
    disabledByMicrosoftStatus: null,
    displayName: application.displayName,
    servicePrincipalNames: [principal.appId, ...(Array.isArray(identifierUris) ? identifierUris : [])],
    servicePrincipalType: identity ? 'ManagedIdentity' : 'Application',
    signInAudience: identity ? null : 'AzureADMyOrg',
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
    appRoles,
    info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
    keyCredentials: [],
    oauth2PermissionScopes: [],
    passwordCredentials: (principal.passwords ?? []).map((password) => describePassword(password)),
    resourceSpecificApplicationPermissions: [],
    ...principal.properties,
  }
}

/** The service principals that a filter can match; az asks for one by a name, which is most often its client id. */
function candidates(
  ports: GraphPorts,
  { token }: GraphRequest,
  filter: Parameters<typeof requiredText>[0],
): readonly GraphObject[] {
  const appId = requiredText(filter, 'appId') ?? requiredText(filter, 'servicePrincipalNames')
  const all =
    appId !== undefined && isGuid(appId)
      ? [ports.directory.applications.servicePrincipal(token.tenantId, appId)]
      : ofTenant(ports, token)
  return all.flatMap((principal) => (principal ? [describeServicePrincipal(ports, principal)] : []))
}

function ofTenant({ directory }: GraphPorts, { tenantId }: AccessToken): readonly ServicePrincipal[] {
  return [...directory.applications.servicePrincipals()].filter((principal) => principal.tenantId === tenantId)
}

/** The texts of both are from public captures. */
function noApplication(appId: string): GraphError {
  const message = `The appId '${appId}' of the service principal does not reference a valid application object.`
  return { status: 400, code: 'Request_BadRequest', message }
}

function nameTaken(appId: string): GraphError {
  return {
    status: 409,
    code: 'Request_MultipleObjectsWithSameKeyValue',
    message: `The service principal cannot be created, updated, or restored because the service principal name ${appId} is already in use.`,
  }
}
