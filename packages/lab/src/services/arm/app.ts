import { Hono } from 'hono'
import { failure, listOf, respond } from './answers.ts'
import { ArmFailure, armErrors, fail } from './arm-error.ts'
import { addCredentialRoutes } from './credential-routes.ts'
import { addGroupRoutes } from './group-routes.ts'
import { type ArmApp, type ArmEnvironment, createHandlers, type Handlers } from './handler.ts'
import { addIdentityRoutes } from './identity-routes.ts'
import { describeRegion, regions } from './locations.ts'
import { cloudMetadata, metadataVersions } from './metadata.ts'
import { segmentsOf } from './path.ts'
import type { ArmPorts } from './ports.ts'
import { listProviders, showProvider } from './providers.ts'
import { listResources } from './resources.ts'
import { describeSubscription, listSubscriptions, listTenants } from './subscriptions.ts'
import { refuseUnknown } from './unknown-resource.ts'

const SUBSCRIPTION = '/subscriptions/:subscription'

/**
 * Azure Resource Manager for the host `management.azure.com`: where the cloud's services are, tenants, subscriptions, resource groups, and
 * user-assigned identities with their federated credentials. Paths compare without case, doubled slashes are one.
 */
export function createArmApp(ports: ArmPorts): ArmApp {
  const app: ArmApp = new Hono<ArmEnvironment>({
    getPath: ({ url }) => `/${segmentsOf(url).join('/').toLowerCase()}`,
  })
  const handlers = createHandlers(ports)
  app.get('/metadata/endpoints', ({ req }) => {
    const version = req.query('api-version') || fail(armErrors.missingApiVersion)
    const body = cloudMetadata(version) ?? fail(armErrors.invalidApiVersion(version, metadataVersions))
    return respond(ports, req.raw, { status: 200, body })
  })
  addSubscriptionRoutes(app, ports, handlers)
  addProviderRoutes(app, handlers)
  addGroupRoutes(app, ports, handlers)
  addIdentityRoutes(app, ports, handlers)
  addCredentialRoutes(app, ports, handlers)
  app.notFound(handlers.authorized((request) => refuseUnknown(ports, request)))
  app.onError((error, { req }) => {
    if (error instanceof ArmFailure) return failure(ports, req.raw, error.error)
    ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'arm', message: error.message })
    return failure(ports, req.raw, armErrors.internal)
  })
  return app
}

function addSubscriptionRoutes(app: ArmApp, ports: ArmPorts, { authorized, inSubscription }: Handlers): void {
  app.get(
    '/tenants',
    authorized(({ token }) => listTenants(ports, token)),
  )
  app.get(
    '/subscriptions',
    authorized(({ token }) => listSubscriptions(ports, token)),
  )
  app.get(
    SUBSCRIPTION,
    inSubscription('Microsoft.Resources/subscriptions/read', (_request, subscription) => ({
      status: 200,
      body: describeSubscription(subscription),
    })),
  )
  app.get(
    `${SUBSCRIPTION}/locations`,
    inSubscription('Microsoft.Resources/subscriptions/locations/read', (_request, { id }) =>
      listOf(regions.map((region) => describeRegion(id, region))),
    ),
  )
  app.get(
    `${SUBSCRIPTION}/resources`,
    inSubscription('Microsoft.Resources/subscriptions/resources/read', ({ raw }, { id }) =>
      listResources(raw.url, ports.directory.identities.list(id)),
    ),
  )
}

function addProviderRoutes(app: ArmApp, { authorized, inSubscription }: Handlers): void {
  const action = 'Microsoft.Resources/subscriptions/providers/read'
  app.get(
    '/providers',
    authorized(() => listProviders(undefined)),
  )
  app.get(
    '/providers/:namespace',
    authorized(({ path }) => showProvider(undefined, path.namespace ?? '')),
  )
  app.get(
    `${SUBSCRIPTION}/providers`,
    inSubscription(action, (_request, { id }) => listProviders(id)),
  )
  app.get(
    `${SUBSCRIPTION}/providers/:namespace`,
    inSubscription(action, ({ path }, { id }) => showProvider(id, path.namespace ?? '')),
  )
  app.post(
    `${SUBSCRIPTION}/providers/:namespace/register`,
    inSubscription('Microsoft.Resources/subscriptions/providers/register/action', ({ path }, { id }) =>
      showProvider(id, path.namespace ?? ''),
    ),
  )
}
