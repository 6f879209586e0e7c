import { Hono } from 'hono'
import type { Organization } from '../directory/organizations.ts'
import { collectionUri } from '../jobs/system-variables.ts'
import { collection, failure, json, respond } from './answers.ts'
import { checkVersion, requestedVersion } from './api-version.ts'
import { locationsOf, resourceAreas } from './locations.ts'
import { handleOidcToken, type OidcTokenPorts } from './oidc-token.ts'
import { projectNotFound } from './service-error.ts'

/** What Azure DevOps works with. */
export interface AzureDevOpsPorts extends OidcTokenPorts {
  readonly baseUrl: () => string
}

const PREVIEW_ONLY = { newest: '7.2', released: '0.0', revision: 1 } as const
const OIDC_TOKEN = '/:organization/:project/_apis/distributedtask/hubs/:hub/plans/:plan/jobs/:job/oidctoken'

/**
 * Azure DevOps for the hosts `dev.azure.com` and `localhost:PORT` (`/ORG/…`) and `ORG.visualstudio.com` (`/…`, with or without
 * `DefaultCollection`). Paths compare without case, as the service's do.
 */
export function createAzureDevOpsApp(ports: AzureDevOpsPorts): Hono {
  const app = new Hono({ getPath: routePath })
  const { directory } = ports
  const notFound = () =>
    respond(ports, { status: 404, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: 'Not Found' })
  const inOrganization = (name: string, answer: (organization: Organization) => Response) => {
    const organization = directory.organizations.find(name)
    return organization ? answer(organization) : notFound()
  }

  app.options('/:organization/_apis', (context) =>
    inOrganization(context.req.param('organization'), () => collection(ports, locationsOf())),
  )
  app.options('/:organization/_apis/:area', (context) =>
    inOrganization(context.req.param('organization'), () => collection(ports, locationsOf(context.req.param('area')))),
  )
  app.get('/:organization/_apis/connectiondata', (context) =>
    inOrganization(context.req.param('organization'), (organization) => {
      const version = requestedVersion(new URL(context.req.url), context.req.header('accept') ?? null)
      const refused = checkVersion(version, PREVIEW_ONLY)
      return refused ? failure(ports, refused) : json(ports, 200, JSON.stringify(connectionData(ports, organization)))
    }),
  )
  app.get('/:organization/_apis/resourceareas/:area?', (context) =>
    inOrganization(context.req.param('organization'), (organization) => {
      const locationUrl = collectionUri({ ...directory.home.project, organization }, ports.baseUrl())
      const areas = resourceAreas.map((area) => ({ ...area, locationUrl }))
      const wanted = context.req.param('area')
      if (wanted === undefined) return collection(ports, areas)
      return json(ports, 200, JSON.stringify(areas.find(({ id }) => id === wanted) ?? null))
    }),
  )
  app.all(OIDC_TOKEN, (context) => {
    const { organization: organizationName, project: projectName, hub, plan, job } = context.req.param()
    const organization = directory.organizations.find(organizationName)
    if (!organization) return notFound()
    const project = directory.organizations.findProject(organization, projectName)
    if (!project) return failure(ports, projectNotFound(projectName))
    return handleOidcToken(ports, context.req.raw, { project, hub, planId: plan, jobId: job })
  })
  app.notFound(notFound)
  app.onError((error) => {
    ports.emit({ kind: 'service-failed', at: ports.clock.now(), service: 'azure-devops', message: error.message })
    return respond(ports, { status: 500, headers: {}, body: '' })
  })
  return app
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

/** Who one is and where one is, as far as clients read it (public captures). */
function connectionData({ directory, baseUrl }: AzureDevOpsPorts, organization: Organization): object {
  const { guid } = directory
  const id = guid('build service', organization.id)
  const user = {
    id,
    descriptor: `Microsoft.TeamFoundation.ServiceIdentity;${organization.id}:Build:${directory.home.project.id}`,
    subjectDescriptor: `svc.${Buffer.from(`${organization.id}:Build:${directory.home.project.id}`).toString('base64url')}`,
    providerDisplayName: `${directory.home.project.name} Build Service (${organization.name})`,
    isActive: true,
    properties: {},
  }
  const accessPoint = collectionUri({ ...directory.home.project, organization }, baseUrl())
  return {
    authenticatedUser: user,
    authorizedUser: user,
    instanceId: organization.id,
    deploymentId: guid('deployment'),
    deploymentType: 'hosted',
    locationServiceData: {
      serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
      defaultAccessMappingMoniker: 'PublicAccessMapping',
      accessMappings: [{ moniker: 'PublicAccessMapping', displayName: 'Host Guid Access Mapping', accessPoint }],
      serviceDefinitions: [],
      lastChangeId: 1,
      lastChangeId64: 1,
    },
  }
}
