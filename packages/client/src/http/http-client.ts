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

/** The one way in which the client talks to services. Rejects with Node's or undici's own error when there is no answer. */
export interface HttpClient {
  send(request: HttpRequest): Promise<HttpResponse>
  close(): Promise<void>
}

export interface HttpOptions {
  /** Where the proxy variables are read; empty for none. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** More certificate authorities, PEM, beside Node's own. */
  readonly authorities?: readonly string[]
  /** Milliseconds until an answer must have begun, and then between two parts of it. Default 30 s: an agent's request to its own service. */
  readonly timeoutMs?: number
}

/** An answer of a token service is a few kilobytes; what is longer is none (RFC 6749 sets no limit; Entra's are under 8 KB). */
const LONGEST_ANSWER_BYTES = 1_048_576

/**
 * An HTTP client on undici that honours proxies and extra authorities, on Node 20 as on 24, where the built-in `fetch` differs. undici is loaded at the first request.
 */
export function createHttp(options: HttpOptions): HttpClient {
  let made: Promise<ReturnType<typeof import('./dispatcher.ts').createDispatcher>> | undefined
  const open = async () => (await import('./dispatcher.ts')).createDispatcher(options)
  return {
    async send({ method, url, headers, body, signal }) {
      made ??= open()
      const { dispatcher, request } = await made
      const response = await request(url, { method, dispatcher, headers: { ...headers }, body: body ?? null, signal: signal ?? null })
      const plain: Record<string, string> = {}
      for (const [name, value] of Object.entries(response.headers)) plain[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
      let text = ''
      for await (const chunk of response.body.setEncoding('utf8')) {
        text += chunk
        if (text.length > LONGEST_ANSWER_BYTES) throw new Error(`the answer is longer than ${LONGEST_ANSWER_BYTES} bytes`)
      }
      return { status: response.statusCode, headers: plain, text }
    },
    async close() {
      if (made) await (await made).dispatcher.close()
    },
  }
}
