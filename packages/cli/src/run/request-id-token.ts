import type { HttpClient } from '@mintwell/client'

/** The api-version of azure-devops-node-api, which puts it into `Accept`. */
const ACCEPT = 'application/json;api-version=7.2-preview.1'

/**
 * Asks for an ID token as the built-in tasks of Azure Pipelines do, and makes of the answer what azure-devops-node-api and typed-rest-client make of it: a 404 and a page are
 * `null`, an object without a token is `undefined`, and both become words that a task logs in with; any other refusal is an error with the service's own message. Asked once.
 */
export async function requestIdToken(
  http: HttpClient,
  requestUri: string,
  accessToken: string,
  connectionId: string,
): Promise<string> {
  const url = new URL(requestUri)
  url.searchParams.set('serviceConnectionId', connectionId)
  const { status, text } = await http.send({
    method: 'POST',
    url: url.href,
    headers: { authorization: `Bearer ${accessToken}`, accept: ACCEPT, 'content-type': 'application/json' },
    body: '{}',
  })
  if (status === 404) return 'null'
  const answer = readJson(text)
  if (status > 299) throw new Error(messageOf(answer) ?? (text || `Failed request: (${status})`))
  return answer === null ? 'null' : String((answer as { oidcToken?: unknown }).oidcToken)
}

/** What is not JSON is nothing. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function messageOf(answer: unknown): string | undefined {
  const { message } = (answer ?? {}) as { message?: unknown }
  return typeof message === 'string' ? message : undefined
}
