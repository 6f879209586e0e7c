import { type Context, Hono } from 'hono'
import type { Organization } from '../../directory/organizations.ts'
import { type HttpAnswer, responseOf } from '../../ground/http/answer.ts'
import type { FindDirect } from '../../ground/http/direct.ts'
import { type ServiceRequest, serviceRequest } from '../../ground/http/service-request.ts'
import { collectionUri } from '../jobs/system-variables.ts'
import { collection, failure, json, respond } from './answers.ts'
import { buildResources } from './build-resources.ts'
import { connectionDataResource } from './connection-data.ts'
import { definitionResources } from './definition-resources.ts'
import { locationsOf, resourceAreas } from './locations.ts'
import { handleOidcToken, type OidcTokenPorts } from './oidc-token.ts'
import { planResources } from './plan-resources.ts'
import { projectResources } from './project-resources.ts'
import { answerRest, refuseMethod } from './rest.ts'
import type { RestPorts } from './rest-call.ts'
import { serviceEndpointResources } from './service-endpoint-resources.ts'
import { projectNotFound } from './service-error.ts'
import { taskResources } from './task-resources.ts'

/** What Azure DevOps works with. */
export interface AzureDevOpsPorts extends OidcTokenPorts, RestPorts {}

const OIDC_TOKEN = '/:organization/:project/_apis/distributedtask/hubs/:hub/plans/:plan/jobs/:job/oidctoken'
/** The same, as it is sent to `dev.azure.com` and `localhost`. */
const OIDC_TOKEN_TARGET =
  /^\/([^/?]+)\/([^/?]+)\/_apis\/distributedtask\/hubs\/([^/?]+)\/plans\/([^/?]+)\/jobs\/([^/?]+)\/oidctoken(?:\?|$)/i
const resources = [
  connectionDataResource,
  ...projectResources,
  ...serviceEndpointResources,
  ...buildResources,
  ...definitionResources,
  ...planResources,
  ...taskResources,
]

/**
 * Azure DevOps for the hosts `dev.azure.com` and `localhost:PORT` (`/ORG/…`) and `ORG.visualstudio.com` (`/…`, with or without
 * `DefaultCollection`). Paths compare without case, as the service's do.
 */
export function createAzureDevOpsApp(ports: AzureDevOpsPorts): Hono {
  const app = new Hono({ getPath: routePath })
  const { directory } = ports
  const notFound = () =>
    respond(ports, { status: 404, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: 'Not Found' })
  const inOrganization = (context: Context, answer: (organization: Organization) => HttpAnswer) => {
    const organization = directory.organizations.find(context.req.param('organization') ?? '')
    return responseOf(organization ? answer(organization) : notFound())
  }

  app.options('/:organization/_apis', (context) => inOrganization(context, () => collection(ports, locationsOf())))
  app.options('/:organization/_apis/:area', (context) =>
    inOrganization(context, () => collection(ports, locationsOf(context.req.param('area')))),
  )
  app.get('/:organization/_apis/resourceareas/:area?', (context) =>
    inOrganization(context, (organization) => {
      const locationUrl = collectionUri({ ...directory.home.project, organization }, ports.baseUrl)
      const areas = resourceAreas.map((area) => ({ ...area, locationUrl }))
      const wanted = context.req.param('area')
      if (wanted === undefined) return collection(ports, areas)
      return json(ports, 200, JSON.stringify(areas.find(({ id }) => id === wanted) ?? null))
    }),
  )
  app.all(OIDC_TOKEN, async (context) => {
    const params = context.req.param()
    const organization = directory.organizations.find(params.organization)
    if (!organization) return responseOf(notFound())
    return responseOf(await answerOidcToken(ports, serviceRequest(context.req.raw), organization, params))
  })
  for (const resource of resources) {
    app.on(resource.method, `/:organization${resource.path}`, async (context) => {
      const answer = await answerRest(ports, resource, serviceRequest(context.req.raw), context.req.param())
      return responseOf(answer ?? notFound())
    })
  }
  // Behind all of them, so that only methods that no resource of a path takes come here.
  for (const path of new Set(resources.map((resource) => resource.path))) {
    app.all(`/:organization${path}`, async (context) =>
      responseOf((await refuseMethod(ports, serviceRequest(context.req.raw), context.req.param())) ?? notFound()),
    )
  }
  app.notFound(() => responseOf(notFound()))
  app.onError((error) => responseOf(answerFailure(ports, error)))
  return app
}

/** The short cut for ID tokens; paths with escapes go the long way. */
export function azureDevOpsDirect(ports: AzureDevOpsPorts): FindDirect {
  return (method, target) => {
    const match = method === 'POST' ? OIDC_TOKEN_TARGET.exec(target) : null
    if (!match || target.includes('%')) return undefined
    const [name = '', project = '', hub = '', plan = '', job = ''] = match.slice(1).map((part) => part.toLowerCase())
    const organization = ports.directory.organizations.find(name)
    if (!organization) return undefined
    return (request) =>
      answerOidcToken(ports, request, organization, { project, hub, plan, job }).catch((error) =>
        answerFailure(ports, error),
      )
  }
}

async function answerOidcToken(
  ports: AzureDevOpsPorts,
  request: ServiceRequest,
  organization: Organization,
  params: Readonly<Record<'project' | 'hub' | 'plan' | 'job', string>>,
): Promise<HttpAnswer> {
  const project = ports.directory.organizations.findProject(organization, params.project)
  if (!project) return failure(ports, projectNotFound(params.project))
  return await handleOidcToken(ports, request, { project, hub: params.hub, planId: params.plan, jobId: params.job })
}

function answerFailure(ports: AzureDevOpsPorts, error: Error): HttpAnswer {
  ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'azure-devops', message: error.message })
  return respond(ports, { status: 500, headers: {}, body: '' })
}

/** The path by which a request is routed: in lower case, without empty segments, with the organization in front. */
function routePath(request: Request): string {
  const url = new URL(request.url)
  const segments = url.pathname
    .toLowerCase()
    .split('/')
    .filter((segment) => segment !== '')
  const [, organization] = /^([^.]+)\.visualstudio\.com$/i.exec(url.hostname) ?? []
  if (organization !== undefined) {
    if (segments[0] === 'defaultcollection') segments.shift()
    segments.unshift(organization.toLowerCase())
  }
  return `/${segments.join('/')}`
}
