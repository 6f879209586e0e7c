/** One request. No redirect is ever followed: a credential goes to the host that it is for, and to no other. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case; several values are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** The one way in which the client talks to services. Rejects with Node's own error when there is no answer. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

export interface HttpOptions {
  /** Where the proxy variables are read; empty for none. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** More certificate authorities, PEM, beside Node's own; see `readAuthorities`. */
  readonly authorities?: readonly string[]
  /** Milliseconds until an answer must have begun, and then between two parts of it. Default 30 s: an agent's request to its own service. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 30_000

/**
 * An HTTP client that honours proxies and extra authorities, on Node 20 as on 24, where the built-in `fetch` differs. What it is made of is loaded at the first request.
 *
 * @example
 * const http = createHttp({ env: process.env })
 * const { status, text } = await http.send({ method: 'GET', url })
 */
export function createHttp(options: HttpOptions): HttpClient {
  let sender: Promise<HttpClient['send']> | undefined
  const open = async () => (await import('./send-request.ts')).createSender(options, options.timeoutMs ?? TIMEOUT_MS)
  return {
    async send(request) {
      sender ??= open()
      return (await sender)(request)
    },
    // No connection is kept.
    async close() {},
  }
}
