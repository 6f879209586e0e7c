import { validateDeployment } from './deployments.ts'
import type { ArmApp, Handlers } from './handler.ts'
import type { ArmPorts } from './ports.ts'
import {
  checkGroup,
  deleteGroup,
  listGroups,
  patchGroup,
  putGroup,
  requireGroup,
  showGroup,
} from './resource-groups.ts'
import { listResources } from './resources.ts'

const ACTION = 'Microsoft.Resources/subscriptions/resourceGroups'
const GROUPS = '/subscriptions/:subscription/resourcegroups'
const GROUP = `${GROUPS}/:group`

/** The routes of resource groups. */
export function addGroupRoutes(app: ArmApp, ports: ArmPorts, { inSubscription }: Handlers): void {
  app.get(
    GROUPS,
    inSubscription(`${ACTION}/read`, ({ raw }, subscription) => listGroups(ports, subscription, raw.url)),
  )
  // Hono brings HEAD here too; the service answers it with another status.
  app.get(
    GROUP,
    inSubscription(`${ACTION}/read`, ({ raw, path }, subscription) =>
      (raw.method === 'HEAD' ? checkGroup : showGroup)(ports, subscription, path.resourceGroup ?? ''),
    ),
  )
  app.get(
    `${GROUP}/resources`,
    inSubscription('Microsoft.Resources/subscriptions/resourceGroups/resources/read', ({ raw, path }, subscription) => {
      const group = requireGroup(ports, subscription, path.resourceGroup ?? '')
      return listResources(raw.url, ports.directory.identities.list(subscription.id, group.name))
    }),
  )
  app.post(
    `${GROUP}/providers/microsoft.resources/deployments/:deployment/validate`,
    inSubscription('Microsoft.Resources/deployments/validate/action', (request, subscription) =>
      validateDeployment(ports, subscription, request),
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
