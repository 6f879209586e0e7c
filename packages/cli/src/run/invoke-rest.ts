import { byLowerName } from '@mintwell/azure-cli'
import { createHttp, exchangeAtEntra, type HttpClient, type HttpRequest, scopeOf } from '@mintwell/client'
import type { OutgoingRequest } from '@mintwell/runner'

/** What a request with the credentials of a connection needs. */
export interface InvokePorts {
  /** The step's own way through the network: only what the run allows is reached. */
  readonly network: Readonly<Record<string, string>>
  /** PEM. */
  readonly authorities: readonly string[]
  readonly requestIdToken: (connectionId: string) => Promise<string>
  readonly now: () => number
}

/**
 * Sends the request of InvokeRESTAPI@1 as the service does: with an access token of Entra for a connection by workload identity federation, else with the name and the password of
 * the connection.
 *
 * @throws ClientError where no token is given, or the host is not reached
 */
export async function invokeRest(
  request: OutgoingRequest,
  ports: InvokePorts,
): Promise<{ readonly status: number; readonly text: string }> {
  const http = createHttp({ env: ports.network, authorities: ports.authorities })
  const authorization = await authorizationFor(request, http, ports)
  const { method, url, headers, body, signal } = request
  const { status, text } = await http.send({
    method: method as HttpRequest['method'],
    url,
    headers: { ...headers, ...(authorization === undefined ? {} : { authorization }) },
    ...(body === undefined ? {} : { body }),
    signal,
  })
  return { status, text }
}

async function authorizationFor(
  { endpoint, signal }: OutgoingRequest,
  http: HttpClient,
  { requestIdToken, now }: InvokePorts,
): Promise<string | undefined> {
  const { tenantid, serviceprincipalid, username, password } = byLowerName(endpoint.parameters)
  if (endpoint.scheme.toLowerCase() === 'workloadidentityfederation') {
    const assertion = await requestIdToken(endpoint.id)
    const { accessToken } = await exchangeAtEntra(
      {
        assertion,
        tenantId: tenantid ?? '',
        clientId: serviceprincipalid ?? '',
        scope: scopeOf(endpoint.url.replace(/\/$/, '')),
      },
      http,
      now,
      signal,
    )
    return `Bearer ${accessToken}`
  }
  if (password === undefined) return undefined
  return `Basic ${Buffer.from(`${username ?? ''}:${password}`).toString('base64')}`
}
