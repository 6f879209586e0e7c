import type { ResourceGroup } from '../../directory/resource-groups.ts'
import type { Subscription } from '../../directory/subscriptions.ts'
import type { UserAssignedIdentity } from '../../directory/user-assigned-identities.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import { type ArmAnswer, listOf } from './answers.ts'
import { type ArmError, armErrors, fail } from './arm-error.ts'
import { readLocation } from './locations.ts'
import type { ArmPorts } from './ports.ts'
import { type ArmRequest, readObject, readTags } from './request.ts'

/** The namespace and type of user-assigned identities, as the service writes them. */
export const IDENTITY_TYPE = 'Microsoft.ManagedIdentity/userAssignedIdentities'

/** 3 to 128 letters, digits, `-` and `_`, the first one a letter or digit (Microsoft Learn, naming rules for Microsoft.ManagedIdentity). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$/

/** `GET …/userAssignedIdentities` of a subscription or of a resource group. */
export function listIdentities({ directory }: ArmPorts, subscription: Subscription, group?: ResourceGroup): ArmAnswer {
  return listOf(directory.identities.list(subscription.id, group?.name).map(describeIdentity))
}

/** The identity of a request. Fails with 404. */
export function requireIdentity({ directory }: ArmPorts, group: ResourceGroup, name: string): UserAssignedIdentity {
  const identity = directory.identities.find(group.subscriptionId, group.name, name)
  return identity ?? fail(armErrors.resourceNotFound(IDENTITY_TYPE, name, group.name))
}

/** `PUT …/userAssignedIdentities/{name}`: 201 for a new one, 200 for one that is changed. Fails with 400. */
export async function putIdentity(ports: ArmPorts, group: ResourceGroup, request: ArmRequest): Promise<ArmAnswer> {
  const [name = ''] = request.path.names
  const body = await readObject(request)
  const location = readLocation(body.location)
  if (!NAME.test(name)) fail(invalidName(name))
  const present = ports.directory.identities.find(group.subscriptionId, group.name, name)
  const identity = present
    ? ports.directory.identities.put({ ...present, tags: readTags(body) })
    : createIdentity(ports, group, { name, location, tags: readTags(body), tenantId: request.token.tenantId })
  return { status: present ? 200 : 201, body: describeIdentity(identity) }
}

/** `PATCH …/userAssignedIdentities/{name}`: changes its tags. Fails with 400. */
export async function patchIdentity(
  ports: ArmPorts,
  identity: UserAssignedIdentity,
  request: ArmRequest,
): Promise<ArmAnswer> {
  const body = await readObject(request)
  const tags = body.tags === undefined ? identity.tags : readTags(body)
  return { status: 200, body: describeIdentity(ports.directory.identities.put({ ...identity, tags })) }
}

/** `DELETE …/userAssignedIdentities/{name}`: 204 where there is none. */
export function deleteIdentity(ports: ArmPorts, group: ResourceGroup, name: string): ArmAnswer {
  const identity = ports.directory.identities.find(group.subscriptionId, group.name, name)
  if (!identity) return { status: 204 }
  removeIdentity(ports, identity)
  return { status: 200 }
}

/** Takes an identity out of Azure and out of Entra: its tokens are no longer issued. */
export function removeIdentity({ directory }: ArmPorts, identity: UserAssignedIdentity): void {
  directory.identities.remove(identity)
  directory.applications.remove(identity.clientId)
  directory.registrations.remove(identity.clientId)
  directory.grants.revoke(identity.clientId)
}

/** The id of an identity. */
export function identityId({ subscriptionId, resourceGroup, name }: UserAssignedIdentity): string {
  return `/subscriptions/${subscriptionId}/resourcegroups/${resourceGroup}/providers/${IDENTITY_TYPE}/${name}`
}

/** An identity as the service shows it (azure-rest-api-specs, msi 2023-01-31). */
export function describeIdentity(identity: UserAssignedIdentity): object {
  const { tenantId, principalId, clientId } = identity
  return { ...summarizeIdentity(identity), properties: { tenantId, principalId, clientId } }
}

/** An identity as the list of all resources shows it: without its properties. */
export function summarizeIdentity(identity: UserAssignedIdentity): object {
  const { name, location, tags } = identity
  return { id: identityId(identity), name, type: IDENTITY_TYPE, location, tags }
}

/**
 * Creates the identity and its counterpart in Entra: a client with a service principal, found as every client is. It may do nothing in Azure or Graph
 * until it is granted.
 */
function createIdentity(
  { directory, random, clock }: ArmPorts,
  group: ResourceGroup,
  wanted: Pick<UserAssignedIdentity, 'name' | 'location' | 'tags' | 'tenantId'>,
): UserAssignedIdentity {
  const clientId = randomGuid(random)
  const principalId = randomGuid(random)
  const { tenantId, name } = wanted
  directory.applications.add({
    appId: clientId,
    objectId: randomGuid(random),
    displayName: name,
    tenantId,
    federatedCredentials: [],
  })
  directory.applications.addServicePrincipal({ objectId: principalId, appId: clientId, tenantId })
  directory.registrations.open(clientId, clock.now())
  return directory.identities.put({
    ...wanted,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    clientId,
    principalId,
  })
}

/** The text is the lab's own. */
function invalidName(name: string): ArmError {
  return {
    status: 400,
    code: 'BadRequest',
    message: `The managed identity name '${name}' is invalid. It must have 3 to 128 letters, digits, '-' and '_', and begin with a letter or digit.`,
  }
}
