import { Hono } from 'hono'
import { failure } from './answers.ts'
import {
  createApplication,
  deleteApplication,
  listApplications,
  patchApplication,
  requireApplication,
  showApplication,
} from './applications.ts'
import { requireToken } from './authorize.ts'
import { getByIds } from './directory-objects.ts'
import {
  createCredential,
  deleteCredential,
  listCredentials,
  patchCredential,
  showCredential,
} from './federated-credentials.ts'
import { fail, GraphFailure, graphErrors } from './graph-error.ts'
import { createRoute, type GraphApp, type GraphEnvironment, type GraphRoute } from './handler.ts'
import { listOrganizations, showOrganization } from './organization.ts'
import { addPassword, applicationHolder, principalHolder, removePassword } from './passwords.ts'
import { keyOf, routePath } from './path.ts'
import type { GraphPorts } from './ports.ts'
import { page, readQuery } from './query.ts'
import {
  createServicePrincipal,
  deleteServicePrincipal,
  listServicePrincipals,
  patchServicePrincipal,
  requirePrincipal,
  showServicePrincipal,
} from './service-principals.ts'

/**
 * Microsoft Graph for the host `graph.microsoft.com`, as `az ad` and the Graph SDKs call it: applications with their secrets and federated identity
 * credentials, service principals, the organization. There are no users and no groups.
 */
export function createGraphApp(ports: GraphPorts): GraphApp {
  const app: GraphApp = new Hono<GraphEnvironment>({ getPath: ({ url }) => routePath(url) })
  const route = createRoute(ports)
  addApplicationRoutes(app, ports, route)
  addCredentialRoutes(app, ports, route)
  addServicePrincipalRoutes(app, ports, route)
  addOtherRoutes(app, ports, route)
  app.notFound(async ({ req }) => {
    await requireToken(ports, req.raw)
    const [, version = '', segment = ''] = new URL(req.url).pathname.split('/')
    return fail(
      /^(v1\.0|beta)$/i.test(version) ? graphErrors.unknownSegment(segment) : graphErrors.invalidVersion(version),
    )
  })
  app.onError((error, { req }) => {
    if (error instanceof GraphFailure) return failure(ports, req.raw, error.error)
    ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'graph', message: error.message })
    return failure(ports, req.raw, graphErrors.internal)
  })
  return app
}

function addApplicationRoutes(app: GraphApp, ports: GraphPorts, route: GraphRoute): void {
  const set = '/:version/applications'
  const one = `${set}/:key`
  app.get(
    set,
    route('read', (request) => listApplications(ports, request)),
  )
  app.post(
    set,
    route('write', (request) => createApplication(ports, request)),
  )
  app.get(
    one,
    route('read', (request) => showApplication(ports, request)),
  )
  app.patch(
    one,
    route('write', (request) => patchApplication(ports, request)),
  )
  app.delete(
    one,
    route('write', (request) => deleteApplication(ports, request)),
  )
  app.post(
    `${one}/addpassword`,
    route('write', (request) => addPassword(ports, request, applicationHolder)),
  )
  app.post(
    `${one}/removepassword`,
    route('write', (request) => removePassword(ports, request, applicationHolder)),
  )
  app.get(
    `${one}/owners`,
    route('read', (request) => {
      requireApplication(ports, request)
      return page(request, readQuery(request.url), 'directoryObjects', [])
    }),
  )
  refuseOtherMethods(app, route, set, one, `${one}/addpassword`, `${one}/removepassword`)
}

function addCredentialRoutes(app: GraphApp, ports: GraphPorts, route: GraphRoute): void {
  const set = '/:version/applications/:key/federatedidentitycredentials'
  const one = `${set}/:subKey`
  app.get(
    set,
    route('read', (request) => listCredentials(ports, request)),
  )
  app.post(
    set,
    route('credentials', (request) => createCredential(ports, request)),
  )
  app.get(
    one,
    route('read', (request) => showCredential(ports, request)),
  )
  app.patch(
    one,
    route('credentials', (request) => patchCredential(ports, request)),
  )
  app.delete(
    one,
    route('credentials', (request) => deleteCredential(ports, request)),
  )
  refuseOtherMethods(app, route, set, one)
}

function addServicePrincipalRoutes(app: GraphApp, ports: GraphPorts, route: GraphRoute): void {
  const set = '/:version/serviceprincipals'
  const one = `${set}/:key`
  app.get(
    set,
    route('read', (request) => listServicePrincipals(ports, request)),
  )
  app.post(
    set,
    route('write', (request) => createServicePrincipal(ports, request)),
  )
  app.get(
    one,
    route('read', (request) => showServicePrincipal(ports, request)),
  )
  app.patch(
    one,
    route('write', (request) => patchServicePrincipal(ports, request)),
  )
  app.post(
    `${one}/addpassword`,
    route('write', (request) => addPassword(ports, request, principalHolder)),
  )
  app.post(
    `${one}/removepassword`,
    route('write', (request) => removePassword(ports, request, principalHolder)),
  )
  app.delete(
    one,
    route('write', (request) => deleteServicePrincipal(ports, request)),
  )
  app.get(
    `${one}/owners`,
    route('read', (request) => {
      requirePrincipal(ports, request)
      return page(request, readQuery(request.url), 'directoryObjects', [])
    }),
  )
  refuseOtherMethods(app, route, set, one, `${one}/addpassword`, `${one}/removepassword`)
}

function addOtherRoutes(app: GraphApp, ports: GraphPorts, route: GraphRoute): void {
  app.get(
    '/:version/organization',
    route('read', (request) => listOrganizations(ports, request)),
  )
  app.get(
    '/:version/organization/:key',
    route('read', (request) => showOrganization(ports, request)),
  )
  app.post(
    '/:version/directoryobjects/getByIds',
    route('read', (request) => getByIds(ports, request)),
  )
  app.get(
    '/:version/me',
    route('none', () => fail(graphErrors.delegatedOnly)),
  )
  app.get(
    '/:version/me/*',
    route('none', () => fail(graphErrors.delegatedOnly)),
  )
  for (const set of ['users', 'groups']) {
    app.get(
      `/:version/${set}`,
      route('read', (request) => page(request, readQuery(request.url), set, [])),
    )
    app.get(
      `/:version/${set}/:key`,
      route('read', ({ key }) => fail(graphErrors.notFound(keyOf(key).value))),
    )
  }
}

function refuseOtherMethods(app: GraphApp, route: GraphRoute, ...paths: readonly string[]): void {
  for (const path of paths)
    app.all(
      path,
      route('none', () => fail(graphErrors.methodNotAllowed)),
    )
}
