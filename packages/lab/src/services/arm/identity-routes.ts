import type { Subscription } from '../../directory/subscriptions.ts'
import type { ArmApp, Handlers } from './handler.ts'
import {
  deleteIdentity,
  describeIdentity,
  IDENTITY_TYPE,
  listIdentities,
  patchIdentity,
  putIdentity,
  requireIdentity,
} from './identities.ts'
import type { ArmPorts } from './ports.ts'
import { checkIdentityVersion } from './providers.ts'
import type { ArmRequest } from './request.ts'
import { requireGroup } from './resource-groups.ts'

const IN_SUBSCRIPTION = `/subscriptions/:subscription/providers/${IDENTITY_TYPE.toLowerCase()}`
const IN_GROUP = `/subscriptions/:subscription/resourcegroups/:group/providers/${IDENTITY_TYPE.toLowerCase()}`
const IDENTITY = `${IN_GROUP}/:identity`

/** The routes of user-assigned identities. */
export function addIdentityRoutes(app: ArmApp, ports: ArmPorts, { inSubscription }: Handlers): void {
  const checkType = ({ version }: ArmRequest) => checkIdentityVersion(version, 'userAssignedIdentities')
  const groupOf = (request: ArmRequest, subscription: Subscription) => {
    checkType(request)
    return requireGroup(ports, subscription, request.path.resourceGroup ?? '')
  }
  const identityOf = (request: ArmRequest, subscription: Subscription) =>
    requireIdentity(ports, groupOf(request, subscription), request.path.names[0] ?? '')

  app.get(
    IN_SUBSCRIPTION,
    inSubscription(`${IDENTITY_TYPE}/read`, (request, subscription) => {
      checkType(request)
      return listIdentities(ports, subscription)
    }),
  )
  app.get(
    IN_GROUP,
    inSubscription(`${IDENTITY_TYPE}/read`, (request, subscription) =>
      listIdentities(ports, subscription, groupOf(request, subscription)),
    ),
  )
  app.get(
    IDENTITY,
    inSubscription(`${IDENTITY_TYPE}/read`, (request, subscription) => {
      return { status: 200, body: describeIdentity(identityOf(request, subscription)) }
    }),
  )
  app.put(
    IDENTITY,
    inSubscription(`${IDENTITY_TYPE}/write`, (request, subscription) =>
      putIdentity(ports, groupOf(request, subscription), request),
    ),
  )
  app.patch(
    IDENTITY,
    inSubscription(`${IDENTITY_TYPE}/write`, (request, subscription) =>
      patchIdentity(ports, identityOf(request, subscription), request),
    ),
  )
  app.delete(
    IDENTITY,
    inSubscription(`${IDENTITY_TYPE}/delete`, (request, subscription) =>
      deleteIdentity(ports, groupOf(request, subscription), request.path.names[0] ?? ''),
    ),
  )
}
