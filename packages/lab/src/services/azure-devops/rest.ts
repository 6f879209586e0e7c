import type { HttpAnswer } from '../../ground/http/answer.ts'
import type { ServiceRequest } from '../../ground/http/service-request.ts'
import { collectionUri } from '../jobs/system-variables.ts'
import { failure, json, respond, signIn } from './answers.ts'
import { checkVersion, requestedVersion } from './api-version.ts'
import { type RestPorts, RestRefused, type RestResource } from './rest-call.ts'
import { anonymous, identify } from './rest-identity.ts'
import { methodNotSupportedBody, projectNotFound, versionNotSpecified } from './service-error.ts'

/** Answers for a resource: who asks, which project, which version, and then the resource itself. Undefined where the organization does not exist. */
export async function answerRest(
  ports: RestPorts,
  resource: RestResource,
  request: ServiceRequest,
  params: Readonly<Record<string, string>>,
): Promise<HttpAnswer | undefined> {
  const { directory } = ports
  const organization = directory.organizations.find(params.organization ?? '')
  if (!organization) return undefined
  const identity = (await identify(ports, request)) ?? (resource.open ? anonymous : undefined)
  if (!identity) return signIn(ports, request, directory.home.tenant.id)
  const intervention = ports.hooks.interveneRest()
  if (intervention.answer) return respond(ports, intervention.answer)
  const project =
    params.project === undefined ? undefined : directory.organizations.findProject(organization, params.project)
  if (params.project !== undefined && !project) return failure(ports, projectNotFound(params.project))
  const url = new URL(request.url)
  const version = requestedVersion(url, request.header('accept'))
  // What only reads may leave the version out.
  if (version === undefined && resource.method !== 'GET') return failure(ports, versionNotSpecified(resource.method))
  const refused = checkVersion(version, resource.versions)
  if (refused) return failure(ports, refused)
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]))
  const collectionUrl = collectionUri({ ...directory.home.project, organization }, ports.baseUrl)
  try {
    const answer = await resource.answer(ports, {
      organization,
      project,
      collectionUrl,
      params,
      query: (name) => query.get(name) || undefined,
      request,
      identity,
    })
    return { ...answer, headers: { ...answer.headers, ...intervention.headers } }
  } catch (error) {
    if (error instanceof RestRefused) return failure(ports, error.error)
    throw error
  }
}

/** Answers a method that a path does not take: 405 for who may ask at all. Undefined where the organization does not exist. */
export async function refuseMethod(
  ports: RestPorts,
  request: ServiceRequest,
  params: Readonly<Record<string, string>>,
): Promise<HttpAnswer | undefined> {
  const { directory } = ports
  if (!directory.organizations.find(params.organization ?? '')) return undefined
  const identity = await identify(ports, request)
  if (!identity) return signIn(ports, request, directory.home.tenant.id)
  return json(ports, 405, methodNotSupportedBody(request.method))
}
