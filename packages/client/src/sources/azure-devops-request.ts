import { explainUnreachable } from '../http/explain-unreachable.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { HttpResponse } from '../http/http-messages.ts'

/** Sends a request with the job token to the job's own service. */
export async function askAzureDevOps(
  { http, accessToken }: { readonly http: HttpClient; readonly accessToken: string },
  request: { readonly method: 'GET' | 'POST'; readonly url: URL; readonly headers?: Readonly<Record<string, string>> },
  signal?: AbortSignal,
): Promise<HttpResponse> {
  const { method, url, headers } = request
  const common = {
    authorization: `Bearer ${accessToken}`,
    accept: 'application/json',
    'x-tfs-fedauthredirect': 'Suppress',
  }
  try {
    return await http.send({ method, url: url.href, headers: { ...common, ...headers }, ...(signal ? { signal } : {}) })
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw explainUnreachable('ERR_SOURCE_UNREACHABLE', `Azure DevOps at ${url.host}`, error)
  }
}
