import { ClientError } from '../errors.ts'
import type { HttpClient, HttpResponse } from '../http/http-client.ts'
import type { IdTokenSource, SourcedToken } from './id-token-source.ts'
import { explainRefusal } from './azure-pipelines-refusals.ts'

export interface AzurePipelinesOptions {
  /** `SYSTEM_OIDCREQUESTURI`: the endpoint of this job. */
  readonly requestUri: string
  /** `SYSTEM_ACCESSTOKEN`: the job token. It is sent to the host of `requestUri` only. */
  readonly accessToken: string
  /** The service connection's id (or name, which the service resolves where it can); none asks for the pipeline's own token. */
  readonly connection?: string
  readonly http: HttpClient
}

/** The api-version that all Azure SDKs send (measured: `7.1`, no preview). */
const API_VERSION = '7.1'

/**
 * Azure Pipelines: one POST to the job's own endpoint, no discovery of locations (facts: `azure-devops.md` §1.1, the form of all Azure SDKs).
 *
 * @example
 * const source = azurePipelinesSource({ requestUri, accessToken, connection, http })
 * const { token } = await source.request()
 */
export function azurePipelinesSource(options: AzurePipelinesOptions): IdTokenSource {
  return {
    name: 'azure-pipelines',
    subject: options.connection ?? '(pipeline)',
    async request(signal): Promise<SourcedToken> {
      const url = requestUrl(options)
      let response: HttpResponse
      try {
        response = await options.http.send({
          method: 'POST',
          url,
          headers: {
            authorization: `Bearer ${options.accessToken}`,
            accept: 'application/json',
            'content-type': 'application/json',
            'content-length': '0',
            'x-tfs-fedauthredirect': 'Suppress',
          },
          ...(signal ? { signal } : {}),
        })
      } catch (error) {
        if (signal?.aborted) throw signal.reason
        throw new ClientError('ERR_SOURCE_UNREACHABLE', {
          message: `Azure DevOps at ${new URL(url).host} could not be reached: ${(error as Error).message || (error as { code?: string }).code || 'no answer'}.`,
          hint: 'Check the network, the proxy variables (HTTPS_PROXY, NO_PROXY) and the certificate authorities (NODE_EXTRA_CA_CERTS).',
          cause: error,
        })
      }
      const token = readToken(response)
      if (token === undefined) throw explainRefusal(response, options.connection)
      const serverTime = Date.parse(response.headers.date ?? '')
      return Number.isNaN(serverTime) ? { token } : { token, serverTime }
    },
  }
}

function requestUrl({ requestUri, connection }: AzurePipelinesOptions): string {
  if (!URL.canParse(requestUri)) {
    throw new ClientError('ERR_SOURCE_CONFIGURATION', {
      message: `SYSTEM_OIDCREQUESTURI is no URL: '${requestUri}'.`,
      hint: 'Azure Pipelines sets it in every step of a running job; do not overwrite it.',
    })
  }
  const url = new URL(requestUri)
  if (!url.searchParams.has('api-version')) url.searchParams.set('api-version', API_VERSION)
  if (connection && !url.searchParams.has('serviceConnectionId')) url.searchParams.set('serviceConnectionId', connection)
  return url.href
}

function readToken({ status, text }: HttpResponse): string | undefined {
  if (status !== 200) return undefined
  try {
    const { oidcToken } = JSON.parse(text) as { oidcToken?: unknown }
    return typeof oidcToken === 'string' && oidcToken !== '' ? oidcToken : undefined
  } catch {
    return undefined
  }
}
