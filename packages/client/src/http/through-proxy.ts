import { rootCertificates } from 'node:tls'
import { EnvHttpProxyAgent, request as send } from 'undici'
import { collectText } from './collect-text.ts'
import type { HttpOptions, HttpRequest, HttpResponse } from './http-client.ts'
import type { ProxySettings } from './proxy.ts'

/** A way to send requests through a proxy, and to let go of it. */
export interface ProxySender {
  readonly send: (request: HttpRequest) => Promise<HttpResponse>
  readonly close: () => Promise<void>
}

/** Sends requests with undici's `EnvHttpProxyAgent`, which knows CONNECT, the password of a proxy and `NO_PROXY`. A module of its own, loaded at the first request. */
export function createProxySender(options: HttpOptions, proxy: ProxySettings, timeoutMs: number): ProxySender {
  const ca = options.authorities?.length ? [...rootCertificates, ...options.authorities] : undefined
  const dispatcher = new EnvHttpProxyAgent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs, ...(ca ? { ca } : {}) },
    ...(ca ? { requestTls: { ca }, proxyTls: { ca } } : {}),
    ...proxy,
  })
  return {
    async send({ method, url, headers, body, signal }) {
      // `reset`: no connection is kept. Requests are minutes apart, and one that the other side has closed meanwhile would cost a retry.
      const response = await send(url, {
        method,
        dispatcher,
        reset: true,
        headers: { ...headers },
        body: body ?? null,
        signal: signal ?? null,
      })
      const plain: Record<string, string> = {}
      for (const [name, value] of Object.entries(response.headers))
        plain[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
      return { status: response.statusCode, headers: plain, text: await collectText(response.body.setEncoding('utf8')) }
    },
    close: () => dispatcher.destroy(),
  }
}
