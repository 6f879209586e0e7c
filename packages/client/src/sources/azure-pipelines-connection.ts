import { ClientError } from '../errors.ts'
import { askAzureDevOps } from './azure-devops-request.ts'
import type { AzurePipelinesOptions } from './azure-pipelines-options.ts'
import { explainRefusal } from './azure-pipelines-refusals.ts'
import { checkRequestUri } from './azure-pipelines-uri.ts'

/** A service connection, as far as the service tells the job about it. */
export interface Connection {
  /** GUID. */
  readonly id: string
  readonly name?: string
  readonly tenantId?: string
  readonly clientId?: string
  readonly subscriptionId?: string
  /** `AzureCloud`, `AzureUSGovernment`, `AzureChinaCloud`. */
  readonly environment?: string
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** Released since 5.1; the collection form needs none of the previews (Azure DevOps REST API reference, "Endpoints"). */
const API_VERSION = '7.1'

/**
 * Finds a connection by its name or GUID with one GET of the service endpoints REST. Whether a job may read connections depends on the roles of its build
 * service; by a GUID the answer only adds what it can.
 *
 * @throws ClientError `ERR_CONNECTION_UNKNOWN`, and what asking throws
 */
export async function resolveConnection(
  options: AzurePipelinesOptions,
  nameOrId: string,
  signal?: AbortSignal,
): Promise<Connection> {
  const isId = GUID.test(nameOrId)
  const base = projectUri(options)
  if (base === undefined) {
    if (isId) return { id: nameOrId }
    throw unknownName(
      nameOrId,
      'SYSTEM_COLLECTIONURI and SYSTEM_TEAMPROJECTID are not set, so its name cannot be looked up',
    )
  }
  const url = new URL(
    isId ? `${base}/_apis/serviceendpoint/endpoints/${nameOrId}` : `${base}/_apis/serviceendpoint/endpoints`,
  )
  if (!isId) url.searchParams.set('endpointNames', nameOrId)
  url.searchParams.set('api-version', API_VERSION)
  const response = await askAzureDevOps(options, { method: 'GET', url }, signal)
  const [found] = response.status === 200 ? readConnections(response.text) : []
  if (found) return found
  if (isId) return { id: nameOrId }
  if (response.status === 200 || response.status === 403 || response.status === 404) {
    throw unknownName(nameOrId, 'the job cannot see a connection of this name')
  }
  throw explainRefusal(response, nameOrId)
}

/** `https://dev.azure.com/ORG/PROJECT`, on the host that the job token may go to. */
function projectUri({ requestUri, collectionUri, project }: AzurePipelinesOptions): string | undefined {
  if (!collectionUri || !project || !URL.canParse(collectionUri)) return undefined
  checkRequestUri(requestUri, collectionUri)
  return `${collectionUri.replace(/\/+$/, '')}/${encodeURIComponent(project)}`
}

/** Reads `{count, value: […]}` or one endpoint alone; an unknown id is answered with `null`. */
function readConnections(text: string): readonly Connection[] {
  try {
    const body = JSON.parse(text) as { value?: unknown } | null
    const list = Array.isArray(body?.value) ? body.value : [body]
    return list.flatMap(readConnection)
  } catch {
    return []
  }
}

function readConnection(endpoint: unknown): readonly Connection[] {
  const { id, name, authorization, data } = (endpoint ?? {}) as {
    id?: unknown
    name?: unknown
    authorization?: { parameters?: Record<string, unknown> }
    data?: Record<string, unknown>
  }
  if (typeof id !== 'string' || !GUID.test(id)) return []
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const parameters = authorization?.parameters ?? {}
  const known = {
    name: text(name),
    tenantId: text(parameters.tenantid ?? parameters.tenantId),
    clientId: text(parameters.serviceprincipalid ?? parameters.servicePrincipalId),
    subscriptionId: text(data?.subscriptionId),
    environment: text(data?.environment),
  }
  return [{ id, ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)) }]
}

function unknownName(name: string, why: string): ClientError {
  return new ClientError('ERR_CONNECTION_UNKNOWN', {
    message: `The service connection '${name}' was not found: ${why}.`,
    hint:
      'Give its GUID (it is in the address of its page in the project settings), check the spelling, or let the build service read it ' +
      '(Service connection → Security → User permissions: Reader for the project’s build service).',
    data: { connection: name },
  })
}
