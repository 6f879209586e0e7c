import { request as requestHttp } from 'node:http'
import { Agent, request as requestHttps } from 'node:https'
import type { Socket } from 'node:net'
import { createSecureContext, rootCertificates } from 'node:tls'
import { realClock } from '@mintwell/clock'
import { endBy } from '../waiting/end-by.ts'
import { collectText } from './collect-text.ts'
import type { HttpOptions, HttpRequest, HttpResponse } from './http-messages.ts'
import { openTunnel } from './open-tunnel.ts'
import { proxyFor, readProxy } from './proxy.ts'

/** The whole of a request, with its proxy and the last byte of its answer, may take twice as long as the beginning of an answer: a service that drips holds nobody. */
const WHOLE_ANSWER = 2

/** An answer that had not ended when its time was over. */
export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError'
}

/** Sends requests until it is closed. */
interface Sender {
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
  close(): void
}

/**
 * Sends requests with Node's own client, directly or through a tunnel of a proxy, a connection for each: they are minutes apart. A module of its own, loaded at the first
 * request. undici, whose `EnvHttpProxyAgent` does the same, would be 540 of 700 KB of the one-file bundle, and 60 to 130 ms of a CI step at its import (measured, 2 cores).
 */
export function createSender(options: HttpOptions, timeoutMs: number): Sender {
  // Made once: reading all roots anew costs 50 ms a connection (measured). Where there are no authorities but Node's own, it keeps a context of its own.
  const secureContext = options.authorities?.length
    ? createSecureContext({ ca: [...rootCertificates, ...options.authorities] })
    : undefined
  const proxies = readProxy(options.env)
  const agent = new Agent({ keepAlive: options.keepAlive ?? false, ...(secureContext ? { secureContext } : {}) })
  const sendOnce = async (request: HttpRequest, signal: AbortSignal) => {
    const url = new URL(request.url)
    const proxy = proxyFor(url, proxies)
    if (!proxy) return send(url, { ...request, signal }, timeoutMs, url.protocol === 'https:' ? { agent } : {})
    const socket = await openTunnel({ proxy, to: url, secureContext, timeoutMs, signal })
    // Without an agent the connection is this one, and nothing else supplies the port that `Host` leaves out.
    return send(url, { ...request, signal }, timeoutMs, {
      createConnection: () => socket,
      defaultPort: url.protocol === 'https:' ? 443 : 80,
    })
  }
  const limit = WHOLE_ANSWER * timeoutMs
  const late = () => new TimeLimitError(`no complete answer within ${Math.round(limit / 1_000)} s`)
  return {
    send: (request) =>
      endBy({ clock: realClock, until: realClock.now() + limit, signal: request.signal, late }, (signal) =>
        sendOnce(request, signal),
      ),
    close: () => agent.destroy(),
  }
}

function send(
  url: URL,
  { method, headers, body, signal, encoding = 'utf8', longest }: HttpRequest,
  timeoutMs: number,
  way: { readonly agent?: Agent; readonly createConnection?: () => Socket; readonly defaultPort?: number },
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      method,
      headers: { ...headers },
      ...way,
      ...(signal ? { signal } : {}),
    })
    outgoing.setTimeout(timeoutMs, () =>
      outgoing.destroy(new Error(`no answer within ${Math.round(timeoutMs / 1_000)} s`)),
    )
    outgoing.once('error', reject)
    outgoing.once('response', (incoming) => {
      const plain: Record<string, string> = {}
      for (const [name, value] of Object.entries(incoming.headers))
        plain[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
      collectText(incoming.setEncoding(encoding), longest).then(
        (text) => resolve({ status: incoming.statusCode ?? 0, headers: plain, text }),
        (error: unknown) => {
          outgoing.destroy()
          reject(error)
        },
      )
    })
    outgoing.end(body)
  })
}
