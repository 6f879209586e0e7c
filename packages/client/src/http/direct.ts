import { request as requestHttp } from 'node:http'
import { Agent, request as requestHttps } from 'node:https'
import { createSecureContext, rootCertificates } from 'node:tls'
import { collectText } from './collect-text.ts'
import type { HttpOptions, HttpRequest, HttpResponse } from './http-client.ts'

/**
 * Sends requests with Node's own client, where no proxy stands in between: undici costs a CI step 60 to 130 ms at its import (measured, Node 20 on a 2-core
 * machine). A module of its own, loaded at the first request.
 */
export function createDirectSender(
  options: HttpOptions,
  timeoutMs: number,
): (request: HttpRequest) => Promise<HttpResponse> {
  const ca = options.authorities?.length ? [...rootCertificates, ...options.authorities] : undefined
  // Made once: reading all roots anew costs 50 ms a connection (measured).
  const agent = new Agent({ keepAlive: false, ...(ca ? { secureContext: createSecureContext({ ca }) } : {}) })
  return ({ method, url, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const secure = url.startsWith('https:')
      const outgoing = (secure ? requestHttps : requestHttp)(url, {
        method,
        headers: { ...headers },
        ...(secure ? { agent } : {}),
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
        collectText(incoming.setEncoding('utf8')).then(
          (text) => resolve({ status: incoming.statusCode ?? 0, headers: plain, text }),
          reject,
        )
      })
      outgoing.end(body)
    })
}
