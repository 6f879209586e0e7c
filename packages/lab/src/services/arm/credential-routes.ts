import type { Subscription } from '../../directory/subscriptions.ts'
import type { UserAssignedIdentity } from '../../directory/user-assigned-identities.ts'
import type { ArmAnswer } from './answers.ts'
import { armErrors, fail } from './arm-error.ts'
import type { ArmApp, Handlers } from './handler.ts'
import { IDENTITY_TYPE } from './identities.ts'
import {
  concurrentWrites,
  deleteCredential,
  listCredentials,
  putCredential,
  showCredential,
} from './identity-credentials.ts'
import type { ArmPorts } from './ports.ts'
import { checkIdentityVersion } from './providers.ts'
import type { ArmRequest } from './request.ts'
import { requireGroup } from './resource-groups.ts'
import { WriteLocks } from './write-locks.ts'

const TYPE = 'userAssignedIdentities/federatedIdentityCredentials'
const ACTION = `${IDENTITY_TYPE}/federatedIdentityCredentials`
const CREDENTIALS = `/subscriptions/:subscription/resourcegroups/:group/providers/${IDENTITY_TYPE.toLowerCase()}/:identity/federatedidentitycredentials`

/** The routes of the federated credentials of user-assigned identities. */
export function addCredentialRoutes(app: ArmApp, ports: ArmPorts, { inSubscription }: Handlers): void {
  const locks = new WriteLocks()
  const route = (
    verb: 'read' | 'write' | 'delete',
    handle: (request: ArmRequest, identity: UserAssignedIdentity, name: string) => ArmAnswer | Promise<ArmAnswer>,
  ) =>
    inSubscription(`${ACTION}/${verb}`, (request, subscription) => {
      checkIdentityVersion(request.version, TYPE)
      const identity = findParent(ports, subscription, request, verb)
      const answer = () => handle(request, identity, request.path.names[1] ?? '')
      return verb === 'read' ? answer() : locks.run(identity.clientId, concurrentWrites(identity), answer)
    })

  app.get(
    CREDENTIALS,
    route('read', (_request, identity) => listCredentials(ports, identity)),
  )
  app.get(
    `${CREDENTIALS}/:credential`,
    route('read', (_request, identity, name) => showCredential(ports, identity, name)),
  )
  app.put(
    `${CREDENTIALS}/:credential`,
    route('write', (request, identity) => putCredential(ports, identity, request)),
  )
  app.delete(
    `${CREDENTIALS}/:credential`,
    route('delete', (_request, identity, name) => deleteCredential(ports, identity, name)),
  )
}

function findParent(
  ports: ArmPorts,
  subscription: Subscription,
  { path }: ArmRequest,
  action: string,
): UserAssignedIdentity {
  const group = requireGroup(ports, subscription, path.resourceGroup ?? '')
  const [name = ''] = path.names
  const id = `/subscriptions/${subscription.id}/resourceGroups/${group.name}/providers/${IDENTITY_TYPE}/${name}`
  return (
    ports.directory.identities.find(subscription.id, group.name, name) ??
    fail(armErrors.parentNotFound(action, TYPE, id))
  )
}
