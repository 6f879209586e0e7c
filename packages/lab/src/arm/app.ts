import { type Context, Hono } from 'hono'
import type { ServiceEnvironment } from '../gateway/route-table.ts'
import { type ArmAnswer, failure, listOf, respond } from './answers.ts'
import { ArmFailure, armErrors, fail } from './arm-error.ts'
import { requireSubscription, requireToken } from './authorize.ts'
import { describeRegion, regions } from './locations.ts'
import { cloudMetadata, metadataVersions } from './metadata.ts'
import { armPath, segmentsOf } from './path.ts'
import type { ArmPorts } from './ports.ts'
import type { ArmRequest } from './request.ts'
import { describeSubscription, listSubscriptions, listTenants } from './subscriptions.ts'

/** What the gateway knows of a request goes in as Hono's bindings. */
export interface ArmEnvironment {
  Bindings: ServiceEnvironment
}

const SUBSCRIPTION = '/subscriptions/:subscription'

/** Azure Resource Manager for the host `management.azure.com`. */
export function createArmApp(ports: ArmPorts): Hono<ArmEnvironment> {
  const app = new Hono<ArmEnvironment>({ getPath: ({ url }) => `/${segmentsOf(url).join('/').toLowerCase()}` })
  const authorized =
    (handle: (request: ArmRequest) => ArmAnswer | Promise<ArmAnswer>) =>
    async ({ req }: Context<ArmEnvironment>) => {
      const version = req.query('api-version') || fail(armErrors.missingApiVersion)
      const path = armPath(req.url)
      const token = await requireToken(ports, req.raw, path.subscriptionId)
      return respond(ports, req.raw, await handle({ raw: req.raw, path, version, token }))
    }
  const subscriptionOf = ({ token, path }: ArmRequest, action: string) =>
    requireSubscription(ports, token, path.subscriptionId ?? '', action)

  app.get('/metadata/endpoints', ({ req }) => {
    const version = req.query('api-version') || fail(armErrors.missingApiVersion)
    const body = cloudMetadata(version) ?? fail(armErrors.invalidApiVersion(version, metadataVersions))
    return respond(ports, req.raw, { status: 200, body })
  })
  app.get('/tenants', authorized(({ token }) => listTenants(ports, token)))
  app.get('/subscriptions', authorized(({ token }) => listSubscriptions(ports, token)))
  app.get(
    SUBSCRIPTION,
    authorized((request) => ({
      status: 200,
      body: describeSubscription(subscriptionOf(request, 'Microsoft.Resources/subscriptions/read')),
    })),
  )
  app.get(
    `${SUBSCRIPTION}/locations`,
    authorized((request) => {
      const { id } = subscriptionOf(request, 'Microsoft.Resources/subscriptions/locations/read')
      return listOf(regions.map((region) => describeRegion(id, region)))
    }),
  )
  app.notFound(authorized(({ raw }) => fail(armErrors.notFound(new URL(raw.url).pathname))))
  app.onError((error, { req }) => {
    if (error instanceof ArmFailure) return failure(ports, req.raw, error.error)
    ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'arm', message: error.message })
    return failure(ports, req.raw, armErrors.internal)
  })
  return app
}
