import type { ServiceConnection } from '../../directory/service-connections.ts'
import { LabError } from '../../ground/errors.ts'
import { issuerOf, subjectOf } from '../../ground/federation.ts'
import type { HttpAnswer } from '../../ground/http/answer.ts'
import { randomGuid } from '../../ground/random-guid.ts'
import { collection, json } from './answers.ts'
import { executionHistory } from './execution-history.ts'
import { projectOf, type RestCall, type RestPorts, RestRefused, type RestResource } from './rest-call.ts'
import { buildService } from './rest-identity.ts'
import { type EndpointInput, readEndpoint } from './service-endpoint-input.ts'
import { serviceEndpointObject } from './service-endpoint-object.ts'
import { deleteEndpoint, isIn, shareEndpoint, shareOf } from './service-endpoint-sharing.ts'
import { duplicateEndpoint, endpointNotFound, malformedRequest } from './service-error.ts'

const VERSIONS = { newest: '7.2', released: '7.1', revision: 4 } as const
const ORGANIZATION = '/_apis/serviceendpoint/endpoints'
const PROJECT = `/:project${ORGANIZATION}`

/** Service connections: list, get (by id or by names), create, update, share, delete (azure-devops-extension-api; terraform-provider-azuredevops). */
export const serviceEndpointResources: readonly RestResource[] = [
  { method: 'GET', path: PROJECT, versions: VERSIONS, answer: listEndpoints },
  { method: 'GET', path: `${PROJECT}/:endpoint`, versions: VERSIONS, answer: getEndpoint },
  {
    method: 'GET',
    path: '/:project/_apis/serviceendpoint/:endpoint/executionhistory',
    versions: { newest: '7.2', released: '7.1', revision: 1 },
    answer: (ports, call) => executionHistory(ports, call, find(ports, call)),
  },
  ...[ORGANIZATION, PROJECT].flatMap((path): RestResource[] => [
    { method: 'POST', path, versions: VERSIONS, answer: createEndpoint },
    { method: 'PUT', path: `${path}/:endpoint`, versions: VERSIONS, answer: updateEndpoint },
    change('PATCH', path, shareEndpoint),
    change('DELETE', path, deleteEndpoint),
  ]),
]

function listEndpoints(ports: RestPorts, call: RestCall): HttpAnswer {
  const project = projectOf(call)
  const [names, ids, schemes] = ['endpointnames', 'endpointids', 'authschemes'].map((name) =>
    call
      .query(name)
      ?.toLowerCase()
      .split(',')
      .map((part) => part.trim()),
  )
  const type = call.query('type')?.toLowerCase()
  const found = [...ports.directory.connections.all()].filter(
    (connection) =>
      isIn(connection, project) &&
      (names === undefined || names.includes((shareOf(connection, project) ?? connection).name.toLowerCase())) &&
      (ids === undefined || ids.includes(connection.id)) &&
      (schemes === undefined || schemes.includes(connection.scheme.toLowerCase())) &&
      (type === undefined || type === connection.type),
  )
  return collection(
    ports,
    found.map((connection) => describe(ports, call, connection)),
  )
}

/** An unknown id is answered with 200 and `null`, as the service does. */
function getEndpoint(ports: RestPorts, call: RestCall): HttpAnswer {
  const connection = find(ports, call)
  return json(ports, 200, JSON.stringify(connection ? describe(ports, call, connection) : null))
}

async function createEndpoint(ports: RestPorts, call: RestCall): Promise<HttpAnswer> {
  const input = await readEndpoint(ports, call)
  const { directory } = ports
  if (directory.connections.find(input.project, input.name)) throw new RestRefused(duplicateEndpoint(input.name))
  const connection = refusing(input, () =>
    input.creationMode === 'Automatic' && input.clientId === '' ? automatic(ports, input) : manual(ports, input),
  )
  return json(ports, 200, JSON.stringify(describe(ports, call, connection)))
}

/** The service makes the app registration, its federated identity credential and the right to the subscription itself. */
function automatic(ports: RestPorts, input: EndpointInput): ServiceConnection {
  const { directory, random } = ports
  const connection = ports.provision(input.name, {
    id: randomGuid(random),
    project: input.project,
    ...(input.tenantId === undefined ? {} : { tenant: input.tenantId }),
    ...(input.subscriptionId === undefined ? {} : { subscription: input.subscriptionId }),
  })
  return directory.connections.replace({ ...connection, description: input.description, creationMode: 'Automatic' })
}

/** The client has its own app registration, and gives it a federated identity credential for the issuer and subject that it reads from the answer. */
function manual(ports: RestPorts, input: EndpointInput): ServiceConnection {
  const { directory, settings, clock, random } = ports
  const identity = {
    id: randomGuid(random),
    name: input.name,
    tenantId: input.tenantId ?? directory.home.tenant.id,
    project: input.project,
  }
  return directory.connections.add({
    ...identity,
    description: input.description,
    type: 'azurerm',
    scheme: 'WorkloadIdentityFederation',
    clientId: input.clientId,
    subscriptionId: input.subscriptionId ?? '',
    subscriptionName: input.subscriptionName ?? '',
    environment: 'AzureCloud',
    issuerKind: settings.issuer,
    issuer: issuerOf(settings.issuer, identity),
    subject: subjectOf(settings.issuer, identity),
    creationMode: 'Manual',
    isDraft: input.isDraft,
    createdAt: clock.now(),
  })
}

/** With a new name or tenant, issuer and subject are generated anew: Azure DevOps' own subject holds the name, Entra's issuer the tenant. */
async function updateEndpoint(ports: RestPorts, call: RestCall): Promise<HttpAnswer> {
  const input = await readEndpoint(ports, call)
  const present = find(ports, call)
  if (!present) throw new RestRefused(endpointNotFound(call.params.endpoint ?? ''))
  const holder = ports.directory.connections.find(present.project, input.name)
  if (holder && holder.id !== present.id) throw new RestRefused(duplicateEndpoint(input.name))
  const identity = { ...present, name: input.name, tenantId: input.tenantId ?? present.tenantId }
  const connection = refusing(input, () =>
    ports.directory.connections.replace({
      ...identity,
      description: input.description,
      clientId: input.clientId || present.clientId,
      subscriptionId: input.subscriptionId ?? present.subscriptionId,
      subscriptionName: input.subscriptionName ?? present.subscriptionName,
      issuer: issuerOf(present.issuerKind, identity),
      subject: subjectOf(present.issuerKind, identity),
      isDraft: input.isDraft,
      changedAt: ports.clock.now(),
    }),
  )
  return json(ports, 200, JSON.stringify(describe(ports, call, connection)))
}

/** A change to the connection of the path, which need not exist. */
function change(
  method: RestResource['method'],
  path: string,
  answer: (
    ports: RestPorts,
    call: RestCall,
    connection: ServiceConnection | undefined,
  ) => ReturnType<RestResource['answer']>,
): RestResource {
  const answerFor: RestResource['answer'] = (ports, call) => answer(ports, call, find(ports, call))
  return { method, path: `${path}/:endpoint`, versions: VERSIONS, answer: answerFor }
}

/** A connection by the id in the path, in the project of the path where there is one. */
function find(ports: RestPorts, { params, project, organization }: RestCall): ServiceConnection | undefined {
  const connection = ports.directory.connections.findById(params.endpoint ?? '')
  if (connection?.project.organization.id !== organization.id) return undefined
  return project && !isIn(connection, project) ? undefined : connection
}

function describe(ports: RestPorts, call: RestCall, connection: ServiceConnection): object {
  const { directory, hooks } = ports
  const shown = serviceEndpointObject(connection, call, buildService(directory), directory.organizations.projects())
  return hooks.hidesAuthorization() ? { ...shown, authorization: null } : shown
}

/** What the directory refuses becomes the service's own error. */
function refusing<T>(input: EndpointInput, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    if (error.code === 'ERR_DIRECTORY_CONFLICT') throw new RestRefused(duplicateEndpoint(input.name))
    throw new RestRefused(malformedRequest(error.message))
  }
}
