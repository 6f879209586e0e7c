import type { Environment } from '../environment.ts'
import { ClientError } from '../errors.ts'
import { explainUnreachable } from '../http/explain-unreachable.ts'
import { createHttp, type HttpClient } from '../http/http-client.ts'
import type { HttpResponse } from '../http/http-messages.ts'
import { readRetryAfter } from '../http/retry-after.ts'
import { serviceMessage } from './azure-pipelines-refusals.ts'
import type { IdTokenSource, SourcedToken } from './id-token-source.ts'

/** The YAML that lets a job ask for ID tokens, ready to paste. */
export const permissionYaml = ['permissions:', '  id-token: write', '  contents: read'].join('\n')

/** What may be said beside the environment. */
export interface GitHubActionsChoice {
  /** Who the token is for; the service's default is the URL of the repository's owner. */
  readonly audience?: string
  readonly http?: HttpClient
}

/**
 * The source of a job of GitHub Actions: GET `ACTIONS_ID_TOKEN_REQUEST_URL&audience=…` (GitHub documentation, "OpenID Connect reference").
 *
 * @throws ClientError `ERR_PERMISSION_MISSING`, `ERR_SOURCE_CONFIGURATION`
 */
export function githubActions(env: Environment, choice: GitHubActionsChoice = {}): IdTokenSource {
  const address = env.ACTIONS_ID_TOKEN_REQUEST_URL
  const secret = env.ACTIONS_ID_TOKEN_REQUEST_TOKEN
  if (!address || !secret) {
    throw new ClientError('ERR_PERMISSION_MISSING', {
      message:
        'ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN are not set: the job may not ask for ID tokens.',
      hint: `Give the workflow or the job the permission (a pull request from a fork never has it):\n${permissionYaml}`,
    })
  }
  if (!URL.canParse(address) || new URL(address).protocol !== 'https:') {
    throw new ClientError('ERR_SOURCE_CONFIGURATION', {
      message: 'ACTIONS_ID_TOKEN_REQUEST_URL is not an https URL.',
      hint: 'GitHub’s runner sets it; do not overwrite it.',
    })
  }
  const url = new URL(address)
  if (choice.audience) url.searchParams.set('audience', choice.audience)
  const http = choice.http ?? createHttp({ env })
  return {
    name: 'github-actions',
    subject: choice.audience ?? '(default audience)',
    request: (signal) => requestToken(http, url, secret, signal),
  }
}

async function requestToken(http: HttpClient, url: URL, secret: string, signal?: AbortSignal): Promise<SourcedToken> {
  let response: HttpResponse
  try {
    const headers = { authorization: `Bearer ${secret}`, accept: 'application/json; api-version=2.0' }
    response = await http.send({ method: 'GET', url: url.href, headers, ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw explainUnreachable('ERR_SOURCE_UNREACHABLE', `GitHub at ${url.host}`, error)
  }
  const token = tokenOf(response)
  if (token === undefined) throw explainRefusal(response)
  const serverTime = Date.parse(response.headers.date ?? '')
  return Number.isNaN(serverTime) ? { token } : { token, serverTime }
}

function tokenOf({ status, text }: HttpResponse): string | undefined {
  if (status !== 200) return undefined
  try {
    const { value } = JSON.parse(text) as { value?: unknown }
    return typeof value === 'string' && value !== '' ? value : undefined
  } catch {
    return undefined
  }
}

function explainRefusal(response: HttpResponse): ClientError {
  const { status } = response
  const said = serviceMessage(response)
  const words = said ? `: ${said}` : ''
  const retryAfterSeconds = readRetryAfter(response)
  const data = { status, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) }
  if (status === 401 || status === 403) {
    return new ClientError('ERR_JOB_TOKEN_REFUSED', {
      message: `GitHub refused the job’s request token (${status}${words}).`,
      hint: `It expires with its job, after about six hours at the latest (azure-cli#28778), and needs the permission:\n${permissionYaml}`,
      data,
    })
  }
  if (status === 429) {
    return new ClientError('ERR_SOURCE_THROTTLED', {
      message: `GitHub asks to wait${retryAfterSeconds === undefined ? '' : ` ${retryAfterSeconds} s`} (429).`,
      hint: 'Ask less often: one token serves all that a step does.',
      data,
    })
  }
  if (status >= 500) {
    return new ClientError('ERR_SOURCE_UNAVAILABLE', {
      message: `GitHub cannot answer now (${status}${words}).`,
      hint: 'The service is at fault; the request is repeated while there is time. Its state: https://www.githubstatus.com',
      data,
    })
  }
  return new ClientError('ERR_SOURCE_ANSWER', {
    message: `GitHub answered ${status} without an ID token${status === 200 ? '' : words}.`,
    hint: 'Ask again; if it lasts, look at the runner’s proxy: it may have answered in GitHub’s place.',
    data: { ...data, mayPass: true },
  })
}
