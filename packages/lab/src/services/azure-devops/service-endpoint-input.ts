import type { Project } from '../../directory/organizations.ts'
import { isGuid } from '../../ground/guid.ts'
import { readJsonBody } from './json-body.ts'
import { type RestCall, type RestPorts, RestRefused } from './rest-call.ts'
import { malformedRequest, notSupportedEndpoint, projectNotFound } from './service-error.ts'

/** A service connection as a client asks for it. */
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

/** A project that a connection is to be shared with, and what it is called there. */
export interface ProjectReference {
  readonly project: Project
  readonly name: string | undefined
  readonly description: string | undefined
}

type Members = Readonly<Record<string, unknown>>

/** Reads the body of a `POST` or `PUT`. Refuses what the lab does not keep, and ids that are not valid; issuer and subject in it are ignored, for the service generates them. */
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
  return referredProject(ports, call, members(list(body.serviceEndpointProjectReferences)[0]))
}

function referredProject(ports: RestPorts, call: RestCall, reference: Members): Project {
  const { id, name } = members(reference.projectReference)
  const wanted = text(id) ?? text(name)
  if (wanted === undefined) return refuse('the reference to a project is missing')
  const project = ports.directory.organizations.findProject(call.organization, wanted)
  if (!project) throw new RestRefused(projectNotFound(wanted))
  return project
}

/** Reads the references to projects in the body of a `PATCH`. Refuses others than a list, and projects that do not exist. */
export async function readProjectReferences(ports: RestPorts, call: RestCall): Promise<readonly ProjectReference[]> {
  const body = await readJson(call)
  if (!Array.isArray(body) || body.length === 0) return refuse('the body is not a list of references to projects')
  return body.map((entry) => {
    const reference = members(entry)
    const { name, description } = reference
    return { project: referredProject(ports, call, reference), name: text(name), description: text(description) }
  })
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
