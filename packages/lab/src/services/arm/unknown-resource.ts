import { armErrors, fail } from './arm-error.ts'
import { requireSubscription } from './authorize.ts'
import type { ArmPorts } from './ports.ts'
import { isKnownNamespace } from './providers.ts'
import type { ArmRequest } from './request.ts'
import { requireGroup } from './resource-groups.ts'

/**
 * What the lab does not have, in the shapes of the real service: a resource that is asked for by name is not found, a type that a known provider does
 * not have is invalid, and so is a provider that the lab does not have where something is to be made, listed or done. Fails with 400, 401, 403, 404 or 405.
 */
export function refuseUnknown(ports: ArmPorts, request: ArmRequest): never {
  const { raw, path, version, token } = request
  const { subscriptionId, resourceGroup, namespace, types, names } = path
  const type = types.join('/')
  if (subscriptionId !== undefined) {
    const verb = raw.method === 'GET' || raw.method === 'HEAD' ? 'read' : raw.method === 'DELETE' ? 'delete' : 'write'
    const action = namespace === undefined ? 'Microsoft.Resources/subscriptions' : `${namespace}/${type}`
    const subscription = requireSubscription(ports, token, subscriptionId, `${action}/${verb}`)
    if (resourceGroup !== undefined) {
      const group = requireGroup(ports, subscription, resourceGroup)
      const isOne = names.length > 0 && names.length === types.length
      if (namespace !== undefined && isOne && verb === 'read' && !isKnownNamespace(namespace)) {
        fail(armErrors.resourceNotFound(`${namespace}/${type}`, names.join('/'), group.name))
      }
    }
  }
  if (namespace === undefined) return fail(armErrors.notFound(new URL(raw.url).pathname))
  if (!isKnownNamespace(namespace)) return fail(armErrors.invalidNamespace(namespace))
  return fail(armErrors.invalidType(type, namespace, version))
}
