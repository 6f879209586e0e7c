import { type Context, Hono } from 'hono'
import type { ServiceEnvironment } from '../gateway/route-table.ts'
import { entraIssuer } from '../issuers/federation.ts'
import { jwksOf } from '../keys/jwks.ts'
import { documentAnswer, refusalAnswer, requestIds, respond } from './answers.ts'
import { AzureCliLogins } from './azure-cli-login.ts'
import { discoveryV1, discoveryV2, TENANT_PLACEHOLDER } from './discovery.ts'
import { ANY_TENANT, findTenant } from './find-tenant.ts'
import { instanceDiscovery } from './instance-discovery.ts'
import type { EntraPorts } from './ports.ts'
import { Refused, refusalOf } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'
import { handleToken } from './token-endpoint.ts'

/** What the gateway knows of a request goes in as Hono's bindings: `app.fetch(request, { caller })`. */
export interface EntraEnvironment {
  Bindings: ServiceEnvironment
}

/** Entra for the host `login.microsoftonline.com` and its other names. */
export function createEntraApp(ports: EntraPorts): Hono<EntraEnvironment> {
  const { clock, emit, faults, keys } = ports
  const app = new Hono<EntraEnvironment>()
  const azureCli = new AzureCliLogins()
  const document = (context: Context, make: () => object) =>
    documentAnswer(ports, requestIds(ports, context.req.raw), make())

  for (const [version, path] of [
    ['v2', '/:tenant/oauth2/v2.0/token'],
    ['v1', '/:tenant/oauth2/token'],
  ] as const) {
    app.post(path, (context) =>
      handleToken(ports, context.req.raw, {
        tenantName: context.req.param('tenant'),
        version,
        caller: context.env?.caller,
        azureCli,
      }),
    )
    app.get(path, (context) =>
      refusalAnswer(
        ports,
        requestIds(ports, context.req.raw),
        refusalOf(stsErrors.postOnly, { method: context.req.method }),
      ),
    )
  }
  app.get('/common/discovery/instance', (context) =>
    document(context, () => instanceDiscovery(new URL(context.req.url))),
  )
  app.get('/:tenant/v2.0/.well-known/openid-configuration', (context) =>
    document(context, () => describeTenant(ports, context.req.param('tenant'), discoveryV2)),
  )
  app.get('/:tenant/.well-known/openid-configuration', (context) =>
    document(context, () => describeTenant(ports, context.req.param('tenant'), discoveryV1)),
  )
  for (const path of ['/:tenant/discovery/v2.0/keys', '/:tenant/discovery/keys'] as const) {
    app.get(path, async (context) => {
      const published = faults.viewPublishedKeys('entra', await keys.published())
      const name = context.req.param('tenant')
      const issuer = path.includes('v2.0') ? { issuer: entraIssuer(tenantId(ports, name)) } : {}
      return document(context, () => jwksOf(published, { ...issuer, cloud_instance_name: 'microsoftonline.com' }))
    })
  }
  app.notFound((context) =>
    respond(ports, requestIds(ports, context.req.raw), { status: 404, headers: {}, body: null }),
  )
  app.onError((error, context) => {
    const ids = requestIds(ports, context.req.raw)
    if (error instanceof Refused) return refusalAnswer(ports, ids, error.refusal)
    emit({ kind: 'service-failed', at: clock.now(), service: 'entra', message: error.message })
    return refusalAnswer(ports, ids, { ...refusalOf(stsErrors.transient, undefined), status: 500 })
  })
  return app
}

function describeTenant(ports: EntraPorts, name: string, describe: (id: string, inPath: string) => object): object {
  const id = tenantId(ports, name)
  return describe(id, id === TENANT_PLACEHOLDER ? name : id)
}

function tenantId({ directory }: EntraPorts, name: string): string {
  return ANY_TENANT.has(name.toLowerCase()) ? TENANT_PLACEHOLDER : findTenant(directory.tenants, name, true).id
}
