import { readProxy } from './proxy.ts'

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
  /** More certificate authorities, PEM, beside Node's own; see `readAuthorities`. */
  readonly authorities?: readonly string[]
  /** Milliseconds until an answer must have begun, and then between two parts of it. Default 30 s: an agent's request to its own service. */
  readonly timeoutMs?: number
}

const TIMEOUT_MS = 30_000

/**
 * An HTTP client that honours proxies and extra authorities, on Node 20 as on 24, where the built-in `fetch` differs: Node's own client where there is no
 * proxy, undici where there is one, each loaded at the first request.
 *
 * @example
 * const http = createHttp({ env: process.env })
 * const { status, text } = await http.send({ method: 'GET', url })
 */
export function createHttp(options: HttpOptions): HttpClient {
  const timeoutMs = options.timeoutMs ?? TIMEOUT_MS
  let sender: Promise<Pick<HttpClient, 'send'> & { readonly close?: () => Promise<void> }> | undefined
  const open = async () => {
    const proxy = readProxy(options.env)
    if (proxy) return (await import('./through-proxy.ts')).createProxySender(options, proxy, timeoutMs)
    return { send: (await import('./direct.ts')).createDirectSender(options, timeoutMs) }
  }
  return {
    async send(request) {
      sender ??= open()
      return (await sender).send(request)
    },
    async close() {
      await (await sender)?.close?.()
    },
  }
}
