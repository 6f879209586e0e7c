import { formatInstant } from '@mintwell/clock'
import type { Subscription } from '../../directory/subscriptions.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import type { ArmAnswer } from './answers.ts'
import { armErrors, fail } from './arm-error.ts'
import type { ArmPorts } from './ports.ts'
import { type ArmRequest, isObject, readObject } from './request.ts'
import { requireGroup } from './resource-groups.ts'

/**
 * `POST …/deployments/{name}/validate`: says that a template is valid, as the service does of one in which it finds nothing wrong (Microsoft Learn, Deployments - Validate). The
 * lab looks at the form alone, and deploys nothing. Fails with 400 or 404.
 */
export async function validateDeployment(
  ports: ArmPorts,
  subscription: Subscription,
  request: ArmRequest,
): Promise<ArmAnswer> {
  const group = requireGroup(ports, subscription, request.path.resourceGroup ?? '')
  const [name = ''] = request.path.names
  const { properties } = await readObject(request)
  if (!isObject(properties) || (!isObject(properties.template) && !isObject(properties.templateLink)))
    fail(armErrors.invalidContent('The request body must have properties with a template or a templateLink.'))
  const { mode = 'Incremental', parameters = {} } = properties
  return {
    status: 200,
    body: {
      id: `/subscriptions/${subscription.id}/resourceGroups/${group.name}/providers/Microsoft.Resources/deployments/${name}`,
      name,
      type: 'Microsoft.Resources/deployments',
      properties: {
        parameters,
        mode,
        provisioningState: 'Succeeded',
        timestamp: formatInstant(ports.clock.now()),
        duration: 'PT0S',
        correlationId: randomGuid(ports.random),
        providers: [],
        dependencies: [],
        validatedResources: [],
      },
    },
  }
}
