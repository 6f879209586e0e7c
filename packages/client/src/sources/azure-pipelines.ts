import { readToken } from '@mintwell/token'
import type { HttpResponse } from '../http/http-messages.ts'
import { askAzureDevOps } from './azure-devops-request.ts'
import { type Connection, resolveConnection } from './azure-pipelines-connection.ts'
import type { AzurePipelinesOptions } from './azure-pipelines-options.ts'
import { explainRefusal } from './azure-pipelines-refusals.ts'
import { checkRequestUri } from './azure-pipelines-uri.ts'
import type { IdTokenSource, SourcedToken } from './id-token-source.ts'

/** A source of Azure Pipelines, which also says what the connection is. */
export interface AzurePipelinesSource extends IdTokenSource {
  readonly name: 'azure-pipelines'
  /** Where it asks. */
  readonly requestUri: string
  /** The job token. A secret, for the code that stands in for the endpoint. */
  readonly accessToken: string
  /** The connection, with the ids that the service tells where the job may read it: asked for once. Undefined for the pipeline's own token. */
  connection(signal?: AbortSignal): Promise<Connection | undefined>
  /** Asks for a token of another connection of the same job, or for the pipeline's own. */
  requestFor(connectionId: string | undefined, signal?: AbortSignal): Promise<SourcedToken>
}

/** The api-version that all Azure SDKs send (measured: `7.1`, no preview). */
const API_VERSION = '7.1'
const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * Azure Pipelines: one POST to the job's own endpoint, no discovery of locations (the form of the Azure SDKs' `AzurePipelinesCredential`).
 *
 * @example
 * const source = azurePipelinesSource({ requestUri, accessToken, connection, http })
 * const { token } = await source.request()
 */
export function azurePipelinesSource(options: AzurePipelinesOptions): AzurePipelinesSource {
  const { connection, accessToken } = options
  let found: Promise<Connection> | undefined
  const find = (signal?: AbortSignal) => {
    if (connection === undefined) return Promise.resolve(undefined)
    found ??= resolveConnection(options, connection, signal).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
  const endsAt = jobTokenEnd(accessToken)
  const requestFor = (id: string | undefined, signal?: AbortSignal) => requestToken(options, id, signal)
  return {
    name: 'azure-pipelines',
    subject: connection ?? '(pipeline)',
    requestUri: options.requestUri,
    accessToken,
    ...(endsAt === undefined ? {} : { endsAt }),
    connection: find,
    requestFor,
    async request(signal) {
      if (connection === undefined || GUID.test(connection)) return requestFor(connection, signal)
      return requestFor((await find(signal))?.id, signal)
    },
  }
}

async function requestToken(
  options: AzurePipelinesOptions,
  connectionId: string | undefined,
  signal?: AbortSignal,
): Promise<SourcedToken> {
  const url = checkRequestUri(options.requestUri, options.collectionUri)
  if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', API_VERSION)
  if (connectionId) url.searchParams.set('serviceConnectionId', connectionId)
  const headers = { 'content-type': 'application/json', 'content-length': '0' }
  const response = await askAzureDevOps(options, { method: 'POST', url, headers }, signal)
  const token = tokenOf(response)
  if (token === undefined) throw explainRefusal(response, options.connection ?? connectionId)
  const serverTime = Date.parse(response.headers.date ?? '')
  return Number.isNaN(serverTime) ? { token } : { token, serverTime }
}

function tokenOf({ status, text }: HttpResponse): string | undefined {
  if (status !== 200) return undefined
  try {
    const { oidcToken } = JSON.parse(text) as { oidcToken?: unknown }
    return typeof oidcToken === 'string' && oidcToken !== '' ? oidcToken : undefined
  } catch {
    return undefined
  }
}

/** The job token is a JWT in the cloud, and its `exp` the last moment at which ID tokens can be asked for; undefined where it is not a JWT. */
function jobTokenEnd(accessToken: string): number | undefined {
  const reading = readToken(accessToken)
  return reading.kind === 'token' ? reading.times.expiresAt : undefined
}

/** Tells whether a source is that of Azure Pipelines. */
export function isAzurePipelines(source: IdTokenSource): source is AzurePipelinesSource {
  return source.name === 'azure-pipelines'
}
