import type { Application } from '../../directory/applications.ts'
import type { FederatedCredential } from '../../directory/federated-credentials.ts'
import { LabError } from '../../ground/errors.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import type { GraphAnswer } from './answers.ts'
import { requireApplication } from './applications.ts'
import { credentialObject } from './credential-object.ts'
import { fail, type GraphError, graphErrors } from './graph-error.ts'
import { type GraphBody, type GraphRequest, readObject } from './handler.ts'
import { keyOf } from './path.ts'
import type { GraphPorts } from './ports.ts'
import { entity, page, readQuery } from './query.ts'

const RESOURCE = 'FederatedIdentityCredential'

/** What one writes of a credential. */
type Written = Pick<FederatedCredential, 'name' | 'issuer' | 'subject' | 'audiences' | 'description'>

/** `GET …/federatedIdentityCredentials`. Fails with 404. */
export function listCredentials(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const application = requireApplication(ports, request)
  const options = readQuery(request.url)
  return page(request, options, setOf(application), application.federatedCredentials.map(credentialObject))
}

/** `GET …/federatedIdentityCredentials/{id or name}`. Fails with 404. */
export function showCredential(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const application = requireApplication(ports, request)
  const { select } = readQuery(request.url)
  return entity(request.version, select, setOf(application), credentialObject(requireCredential(application, request)))
}

/** `POST …/federatedIdentityCredentials`. Fails with 400, 404 or 409. */
export async function createCredential(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const application = requireApplication(ports, request)
  return create(ports, request, application, await readObject(request))
}

/**
 * `PATCH …/federatedIdentityCredentials/{id or name}`: the name cannot be changed. With `Prefer: create-if-missing` it makes the credential of the key's
 * name where there is none. Fails with 400, 404 or 409.
 */
export async function patchCredential(ports: GraphPorts, request: GraphRequest): Promise<GraphAnswer> {
  const application = requireApplication(ports, request)
  const body = await readObject(request)
  const present = findCredential(application, request)
  const { property, value } = keyOf(request.subKey)
  if (!present) {
    if (property !== 'name' || !prefersCreation(request.raw)) return fail(graphErrors.notFound(value))
    return create(ports, request, application, { ...body, name: value })
  }
  if (body.name !== undefined && body.name !== present.name) fail(graphErrors.readOnly('name'))
  if (body.id !== undefined && body.id !== present.id) fail(graphErrors.readOnly('id'))
  put(ports, application, present.id, readCredential({ ...credentialObject(present), ...body }))
  return { status: 204 }
}

/** `DELETE …/federatedIdentityCredentials/{id or name}`. Fails with 404. */
export function deleteCredential(ports: GraphPorts, request: GraphRequest): GraphAnswer {
  const application = requireApplication(ports, request)
  const { id } = requireCredential(application, request)
  ports.directory.applications.removeCredential(application.appId, id)
  return { status: 204 }
}

function create(ports: GraphPorts, request: GraphRequest, application: Application, body: GraphBody): GraphAnswer {
  const credential = put(ports, application, randomGuid(ports.random), readCredential(body))
  return entity(request.version, undefined, setOf(application), credentialObject(credential), 201)
}

/** A changed credential counts as new: it too needs time to get around in the cloud. */
function put(ports: GraphPorts, application: Application, id: string, written: Written): FederatedCredential {
  const credential = { id, ...written, createdAt: ports.clock.now() }
  try {
    return ports.directory.applications.putCredential(application.appId, credential)
  } catch (error) {
    return fail(refusalOf(error, written))
  }
}

function requireCredential(application: Application, request: GraphRequest): FederatedCredential {
  return findCredential(application, request) ?? fail(graphErrors.notFound(keyOf(request.subKey).value))
}

/** Credentials are found by id or by name, with or without the property in front. */
function findCredential(application: Application, request: GraphRequest): FederatedCredential | undefined {
  const { property, value } = keyOf(request.subKey)
  return application.federatedCredentials.find(
    ({ id, name }) => (property !== 'name' && id === value.toLowerCase()) || (property !== 'id' && name === value),
  )
}

function prefersCreation(request: Request): boolean {
  return /(^|,)\s*create-if-missing\s*(,|$)/i.test(request.headers.get('prefer') ?? '')
}

function setOf({ objectId }: Application): string {
  return `applications('${objectId}')/federatedIdentityCredentials`
}

/**
 * Members that one may write. An expression in the place of the subject is of Graph beta alone, and the lab has none: null says that there is none. The
 * id is taken as far as a client sends back what it was shown.
 */
const MEMBERS: ReadonlySet<string> = new Set(['id', 'name', 'issuer', 'subject', 'audiences', 'description'])

function checkMembers(body: GraphBody): void {
  for (const [name, value] of Object.entries(body)) {
    if (MEMBERS.has(name) || name.startsWith('@odata.')) continue
    if (name !== 'claimsMatchingExpression' || value !== null) fail(graphErrors.unknownProperty(name))
  }
}

/** Reads a credential as far as its form goes; the rules are the directory's. Fails with 400. */
function readCredential(body: GraphBody): Written {
  checkMembers(body)
  const text = (name: 'name' | 'issuer' | 'subject') => {
    const value = body[name] ?? fail(graphErrors.valueRequired(name, RESOURCE))
    return typeof value === 'string' ? value : fail(graphErrors.invalidValue(name, RESOURCE))
  }
  const { audiences, description } = body
  const isList = Array.isArray(audiences) && audiences.every((audience) => typeof audience === 'string')
  if (audiences === undefined || audiences === null) fail(graphErrors.valueRequired('audiences', RESOURCE))
  if (!isList) fail(graphErrors.invalidValue('audiences', RESOURCE))
  if (description !== undefined && description !== null && typeof description !== 'string') {
    fail(graphErrors.invalidValue('description', RESOURCE))
  }
  return {
    name: text('name'),
    issuer: text('issuer'),
    subject: text('subject'),
    audiences: audiences as readonly string[],
    ...(typeof description === 'string' ? { description } : {}),
  }
}

/** What the directory refuses, in Graph's words: azure-dev#1482 for the name, azure-workload-identity#434 for the pair; the others are the lab's own. */
function refusalOf(error: unknown, { name, issuer, subject }: Written): GraphError {
  if (!(error instanceof LabError)) throw error
  const { code, data } = error
  if (code === 'ERR_CREDENTIAL_EXISTS' && data.rule === 'name') {
    return {
      status: 409,
      code: 'Request_MultipleObjectsWithSameKeyValue',
      message: `FederatedIdentityCredential with name ${name} already exists.`,
    }
  }
  if (code === 'ERR_CREDENTIAL_EXISTS') {
    return invalid(
      `The combination of issuer and subject must be unique for the application. Issuer ${issuer} and Subject: ${subject} already exist.`,
      'Subject',
      subject,
    )
  }
  if (code === 'ERR_CREDENTIAL_LIMIT') {
    return invalid(`An application can have at most ${data.limit} federated identity credentials.`, 'Name', name)
  }
  const field = String(data.field)
  const property = `${field.charAt(0).toUpperCase()}${field.slice(1)}`
  return invalid(`The ${field} of a federated identity credential must be ${data.rule}.`, property, String(data.value))
}

function invalid(text: string, property: string, value: string): GraphError {
  return {
    status: 400,
    code: 'InvalidFederatedIdentityCredentialValue',
    message: `${text} paramName: ${RESOURCE}.${property}, paramValue: ${value}, objectType: Microsoft.Online.DirectoryServices.Application`,
  }
}
