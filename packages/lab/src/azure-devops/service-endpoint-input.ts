import { isGuid } from '../directory/guid.ts'
import type { Project } from '../directory/organizations.ts'
import { readJsonBody } from './json-body.ts'
import { type RestCall, type RestPorts, RestRefused } from './rest-call.ts'
import { malformedRequest, notSupportedEndpoint, projectNotFound } from './service-error.ts'

/** A service connection as a client wants it. */
export interface EndpointInput {
  readonly name: string
  readonly description: string
  readonly project: Project
  readonly tenantId: string | undefined
  /** Empty where the service is to make the application, or in a draft. */
  readonly clientId: string
  readonly subscriptionId: string | undefined
  readonly subscriptionName: string | undefined
  readonly creationMode: 'Automatic' | 'Manual'
  readonly isDraft: boolean
}

type Members = Readonly<Record<string, unknown>>

/** Reads the body of a `POST` or `PUT`. Refuses what the lab does not keep, and ids that are none; issuer and subject in it are passed over, for the service makes them. */
export async function readEndpoint(ports: RestPorts, call: RestCall): Promise<EndpointInput> {
  const body = members(await readJson(call))
  const authorization = members(body.authorization)
  const { type, name } = body
  if (typeof name !== 'string' || name.trim() === '') return refuse('name is missing')
  const scheme = authorization.scheme
  if (!isText(type, 'azurerm') || !isText(scheme, 'WorkloadIdentityFederation')) {
    throw new RestRefused(notSupportedEndpoint(String(type), String(scheme)))
  }
  const parameters = lowerCase(members(authorization.parameters))
  const data = lowerCase(members(body.data))
  const project = projectOfBody(ports, call, body)
  const reference = members(list(body.serviceEndpointProjectReferences)[0])
  return {
    name: text(reference.name) ?? name,
    description: text(reference.description) ?? text(body.description) ?? '',
    project,
    tenantId: id('tenantid', text(parameters.tenantid)),
    clientId: id('serviceprincipalid', text(parameters.serviceprincipalid)) ?? '',
    subscriptionId: id('subscriptionId', text(data.subscriptionid)),
    subscriptionName: text(data.subscriptionname),
    creationMode: isText(data.creationmode, 'Automatic') ? 'Automatic' : 'Manual',
    isDraft: isText(data.isdraft, 'true'),
  }
}

/** The project of a call's path, or the first that the body refers to. */
function projectOfBody(ports: RestPorts, call: RestCall, body: Members): Project {
  if (call.project) return call.project
  const reference = members(members(list(body.serviceEndpointProjectReferences)[0]).projectReference)
  const wanted = text(reference.id) ?? text(reference.name)
  if (wanted === undefined) return refuse('serviceEndpointProjectReferences is missing')
  const project = ports.directory.organizations.findProject(call.organization, wanted)
  if (!project) throw new RestRefused(projectNotFound(wanted))
  return project
}

async function readJson({ request }: RestCall): Promise<unknown> {
  const body = await readJsonBody(request)
  if ('error' in body) throw new RestRefused(body.error)
  return body.value ?? refuse('the body is missing')
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isText(value: unknown, wanted: string): boolean {
  return String(value).toLowerCase() === wanted.toLowerCase()
}

/** Names of parameters and data compare without case. */
function lowerCase(record: Members): Members {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name.toLowerCase(), value]))
}

function id(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  return isGuid(value) ? value.toLowerCase() : refuse(`${name} is not a GUID`)
}

function refuse(what: string): never {
  throw new RestRefused(malformedRequest(what))
}
