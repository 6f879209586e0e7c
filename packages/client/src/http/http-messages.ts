/** One request. No redirect is ever followed: a credential goes to the host that it is for, and to no other. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'TRACE'
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** How the answer becomes text: `latin1` for bytes, a character each. Default `utf8`. */
  readonly encoding?: 'utf8' | 'latin1'
  /** The longest answer that is read, in characters. Default 1 MiB. */
  readonly longest?: number
  readonly signal?: AbortSignal
}

export interface HttpResponse {
  readonly status: number
  /** Names in lower case; several values are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
  /** What was secret in the request: a service may send it back, and it must not be shown with the service's words. */
  readonly secretsSent?: readonly string[]
}

export interface HttpOptions {
  /** Where the proxy variables are read; empty for none. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** More certificate authorities, PEM, beside Node's own; see `readAuthorities`. */
  readonly authorities?: readonly string[]
  /** Keeps connections for the requests that follow, for hundreds of them to one host; `close` lets go of them. Default: a connection for each. Behind a proxy each has its own. */
  readonly keepAlive?: boolean
  /** Milliseconds until an answer must have begun, and then between two parts of it; the whole may take twice as long. Default 30 s: an agent's request to its own service. */
  readonly timeoutMs?: number
}
