import type { HttpOptions, HttpRequest, HttpResponse } from './http-messages.ts'
import { secretsIn } from './secrets-in-request.ts'

/** The one way in which the client talks to services. Rejects with Node's own error when there is no answer. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

const TIMEOUT_MS = 30_000

/**
 * An HTTP client that honours proxies and extra authorities, on Node 20 as on 24, where the built-in `fetch` differs. Its parts are loaded at the first request.
 *
 * @example
 * const http = createHttp({ env: process.env })
 * const { status, text } = await http.send({ method: 'GET', url })
 */
export function createHttp(options: HttpOptions): HttpClient {
  let sender: ReturnType<typeof open> | undefined
  const open = async () => (await import('./send-request.ts')).createSender(options, options.timeoutMs ?? TIMEOUT_MS)
  return {
    async send(request) {
      sender ??= open()
      return { ...(await (await sender).send(request)), secretsSent: secretsIn(request) }
    },
    async close() {
      ;(await sender)?.close()
    },
  }
}
