import type { ArmApp, Handlers } from './handler.ts'
import type { ArmPorts } from './ports.ts'
import { checkGroup, deleteGroup, listGroups, patchGroup, putGroup, showGroup } from './resource-groups.ts'

const ACTION = 'Microsoft.Resources/subscriptions/resourceGroups'
const GROUPS = '/subscriptions/:subscription/resourcegroups'
const GROUP = `${GROUPS}/:group`

/** The routes of resource groups. */
export function addGroupRoutes(app: ArmApp, ports: ArmPorts, { inSubscription }: Handlers): void {
  app.get(
    GROUPS,
    inSubscription(`${ACTION}/read`, (_request, subscription) => listGroups(ports, subscription)),
  )
  // Hono brings HEAD here too; the service answers it with another status.
  app.get(
    GROUP,
    inSubscription(`${ACTION}/read`, ({ raw, path }, subscription) =>
      (raw.method === 'HEAD' ? checkGroup : showGroup)(ports, subscription, path.resourceGroup ?? ''),
    ),
  )
  app.put(
    GROUP,
    inSubscription(`${ACTION}/write`, (request, subscription) => putGroup(ports, subscription, request)),
  )
  app.patch(
    GROUP,
    inSubscription(`${ACTION}/write`, (request, subscription) => patchGroup(ports, subscription, request)),
  )
  app.delete(
    GROUP,
    inSubscription(`${ACTION}/delete`, (request, subscription) => deleteGroup(ports, subscription, request)),
  )
  app.get(
    '/subscriptions/:subscription/operationresults/:operation',
    inSubscription('Microsoft.Resources/subscriptions/operationresults/read', () => ({ status: 200 })),
  )
}
