import type { ResourceGroup } from '../../directory/resource-groups.ts'
import type { Subscription } from '../../directory/subscriptions.ts'
import { type ArmAnswer, listOf } from './answers.ts'
import { type ArmError, armErrors, fail } from './arm-error.ts'
import { removeIdentity } from './identities.ts'
import { readLocation } from './locations.ts'
import type { ArmPorts } from './ports.ts'
import { type ArmRequest, readObject, readTags } from './request.ts'
import { filtered } from './resource-filter.ts'

const GROUP_TYPE = 'Microsoft.Resources/resourceGroups'
/** Up to 90 letters, digits, `-`, `_`, `.`, `(` and `)`, not a period at the end (Microsoft Learn, naming rules for Microsoft.Resources). */
const NAME = /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u
/** How long a client waits before it asks for the result of a deletion, in seconds. The cloud says 15; the lab's deletions are done at once, and clients wait 30 without it. */
const RETRY_AFTER_SECONDS = 1

/** The group of a request. Fails with 404. */
export function requireGroup({ directory }: ArmPorts, subscription: Subscription, name: string): ResourceGroup {
  return directory.resourceGroups.find(subscription.id, name) ?? fail(armErrors.groupNotFound(name))
}

/** `GET …/resourcegroups`, with `$filter` (by tags, says the documentation). Fails with 400. */
export function listGroups({ directory }: ArmPorts, subscription: Subscription, url: string): ArmAnswer {
  const described = (group: ResourceGroup) => ({ ...group, resourceGroup: group.name, type: GROUP_TYPE })
  return listOf(filtered(url, directory.resourceGroups.list(subscription.id), described).map(describeGroup))
}

/** `GET …/resourcegroups/{name}`. */
export function showGroup(ports: ArmPorts, subscription: Subscription, name: string): ArmAnswer {
  return { status: 200, body: describeGroup(requireGroup(ports, subscription, name)) }
}

/** `HEAD …/resourcegroups/{name}`: 204 where there is one. */
export function checkGroup({ directory }: ArmPorts, subscription: Subscription, name: string): ArmAnswer {
  return { status: directory.resourceGroups.find(subscription.id, name) ? 204 : 404 }
}

/** `PUT …/resourcegroups/{name}`: 201 for a new one, 200 for one that is changed. Fails with 400 or 409. */
export async function putGroup(ports: ArmPorts, subscription: Subscription, request: ArmRequest): Promise<ArmAnswer> {
  const name = request.path.resourceGroup ?? ''
  const body = await readObject(request)
  const location = readLocation(body.location)
  const { resourceGroups } = ports.directory
  const present = resourceGroups.find(subscription.id, name)
  if (!NAME.test(name)) fail(invalidName(name))
  if (present && present.location !== location) fail(otherLocation(location, present.location))
  const group = resourceGroups.put({
    subscriptionId: subscription.id,
    name: present?.name ?? name,
    location,
    tags: readTags(body),
  })
  return { status: present ? 200 : 201, body: describeGroup(group) }
}

/** `PATCH …/resourcegroups/{name}`: changes its tags. Fails with 400 or 404. */
export async function patchGroup(ports: ArmPorts, subscription: Subscription, request: ArmRequest): Promise<ArmAnswer> {
  const present = requireGroup(ports, subscription, request.path.resourceGroup ?? '')
  const body = await readObject(request)
  const tags = body.tags === undefined ? present.tags : readTags(body)
  return { status: 200, body: describeGroup(ports.directory.resourceGroups.put({ ...present, tags })) }
}

/** `DELETE …/resourcegroups/{name}`, with all that is in it. The client is sent to ask for the result, as in the cloud. Fails with 404. */
export function deleteGroup(ports: ArmPorts, subscription: Subscription, request: ArmRequest): ArmAnswer {
  const { directory } = ports
  const group = requireGroup(ports, subscription, request.path.resourceGroup ?? '')
  for (const identity of directory.identities.list(subscription.id, group.name)) removeIdentity(ports, identity)
  directory.resourceGroups.remove(subscription.id, group.name)
  const operation = Buffer.from(`DELETE-${group.name}`).toString('base64url')
  const location = `https://management.azure.com/subscriptions/${subscription.id}/operationresults/${operation}?api-version=${request.version}`
  return { status: 202, headers: { Location: location, 'Retry-After': String(RETRY_AFTER_SECONDS) } }
}

function describeGroup({ subscriptionId, name, location, tags }: ResourceGroup): object {
  return {
    id: `/subscriptions/${subscriptionId}/resourceGroups/${name}`,
    name,
    type: GROUP_TYPE,
    location,
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
    properties: { provisioningState: 'Succeeded' },
  }
}

/** The text is the lab's own. */
function invalidName(name: string): ArmError {
  return {
    status: 400,
    code: 'InvalidResourceGroup',
    message: `The provided resource group name '${name}' is invalid. The name can only be a letter, digit, '-', '.', '(', ')' or '_', and must not end with a period.`,
  }
}

/** The text is from public captures. */
function otherLocation(wanted: string, present: string): ArmError {
  return {
    status: 409,
    code: 'InvalidResourceGroupLocation',
    message: `Invalid resource group location '${wanted}'. The Resource group already exists in location '${present}'.`,
  }
}
