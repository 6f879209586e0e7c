import { type Context, Hono } from 'hono'
import type { ServiceEnvironment } from '../../ground/caller.ts'
import { entraIssuer } from '../../ground/federation.ts'
import { type HttpAnswer, responseOf } from '../../ground/http/answer.ts'
import type { FindDirect } from '../../ground/http/direct.ts'
import { type ServiceRequest, serviceRequest } from '../../ground/http/service-request.ts'
import { jwksOf } from '../../ground/keys/jwks.ts'
import { documentAnswer, optionsAnswer, refusalAnswer, requestIds, respond } from './answers.ts'
import { discoveryV1, discoveryV2, TENANT_PLACEHOLDER } from './discovery.ts'
import { ANY_TENANT, findTenant } from './find-tenant.ts'
import { instanceDiscovery } from './instance-discovery.ts'
import type { EntraPorts } from './ports.ts'
import { refusalOf, StsRefused } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'
import { handleToken } from './token-endpoint.ts'

/** What the gateway has found out about a request is passed as Hono's bindings: `app.fetch(request, { caller })`. */
export interface EntraEnvironment {
  Bindings: ServiceEnvironment
}

/** Entra for the host `login.microsoftonline.com` and its other names. */
export function createEntraApp(ports: EntraPorts): Hono<EntraEnvironment> {
  const { hooks, keys } = ports
  const app = new Hono<EntraEnvironment>()
  const idsOf = (context: Context) => requestIds(ports, serviceRequest(context.req.raw))
  const document = (context: Context, make: () => object) => responseOf(documentAnswer(ports, idsOf(context), make()))

  for (const [version, path] of [
    ['v2', '/:tenant/oauth2/v2.0/token'],
    ['v1', '/:tenant/oauth2/token'],
  ] as const) {
    app.post(path, async (context) => {
      const route = { tenantName: context.req.param('tenant'), version, caller: context.env?.caller }
      return responseOf(await handleToken(ports, serviceRequest(context.req.raw), route))
    })
    app.options(path, (context) => responseOf(optionsAnswer(ports, idsOf(context), 'POST, OPTIONS')))
    app.all(path, (context) =>
      responseOf(refusalAnswer(ports, idsOf(context), refusalOf(stsErrors.postOnly, { method: context.req.method }))),
    )
  }
  for (const path of DOCUMENTS) {
    app.options(path, (context) => responseOf(optionsAnswer(ports, idsOf(context), 'GET, OPTIONS')))
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
      const published = hooks.viewPublishedKeys('entra', await keys.published())
      const name = context.req.param('tenant')
      const issuer = path.includes('v2.0') ? { issuer: entraIssuer(tenantId(ports, name)) } : {}
      const members = { ...issuer, cloud_instance_name: 'microsoftonline.com' }
      return document(context, () => jwksOf(published, { certificates: true, members }))
    })
  }
  app.notFound((context) => responseOf(respond(ports, idsOf(context), { status: 404, headers: {}, body: null })))
  app.onError((error, context) => responseOf(answerError(ports, serviceRequest(context.req.raw), error)))
  return app
}

const DOCUMENTS = [
  '/common/discovery/instance',
  '/:tenant/v2.0/.well-known/openid-configuration',
  '/:tenant/.well-known/openid-configuration',
  '/:tenant/discovery/v2.0/keys',
  '/:tenant/discovery/keys',
] as const

const TOKEN_TARGET = /^\/([^/?%]+)\/oauth2\/(v2\.0\/)?token(?:\?|$)/

/** The short cut for tokens. */
export function entraDirect(ports: EntraPorts): FindDirect {
  return (method, target) => {
    const match = method === 'POST' || method === 'GET' ? TOKEN_TARGET.exec(target) : null
    if (!match) return undefined
    const [, tenantName = '', versionPath] = match
    const version = versionPath ? 'v2' : 'v1'
    // The Azure SDK for Ruby asks v1 by GET, with a form in the body (ms_rest_azure, ApplicationTokenProvider); the fetch API has no such request.
    if (method === 'GET' && version === 'v2') return undefined
    return async (request, { caller }) => {
      try {
        const body = method === 'GET' ? await request.body() : undefined
        if (body === '')
          return refusalAnswer(ports, requestIds(ports, request), refusalOf(stsErrors.postOnly, { method }))
        const known = body === undefined ? request : { ...request, body: async () => body }
        return await handleToken(ports, known, { tenantName, version, caller })
      } catch (error) {
        return answerError(ports, request, error as Error)
      }
    }
  }
}

function answerError(ports: EntraPorts, request: ServiceRequest, error: Error): HttpAnswer {
  const ids = requestIds(ports, request)
  if (error instanceof StsRefused) return refusalAnswer(ports, ids, error.refusal)
  ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'entra', message: error.message })
  return refusalAnswer(ports, ids, { ...refusalOf(stsErrors.transient, undefined), status: 500 })
}

function describeTenant(ports: EntraPorts, name: string, describe: (id: string, inPath: string) => object): object {
  const id = tenantId(ports, name)
  return describe(id, id === TENANT_PLACEHOLDER ? name : id)
}

function tenantId({ directory }: EntraPorts, name: string): string {
  return ANY_TENANT.has(name.toLowerCase()) ? TENANT_PLACEHOLDER : findTenant(directory.tenants, name, true).id
}
