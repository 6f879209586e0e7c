import { rootCertificates } from 'node:tls'
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici'
import type { HttpOptions } from './http-client.ts'
import { readProxy } from './proxy.ts'

/** Makes undici's dispatcher for the options: through a proxy where the environment names one. A module of its own, loaded at the first request. */
export function createDispatcher(options: HttpOptions): { readonly dispatcher: Dispatcher; readonly request: typeof request } {
  const ca = options.authorities?.length ? [...rootCertificates, ...options.authorities] : undefined
  const timeout = options.timeoutMs ?? 30_000
  const common = { headersTimeout: timeout, bodyTimeout: timeout, connect: { timeout, ...(ca ? { ca } : {}) } }
  const proxy = readProxy(options.env)
  const dispatcher = proxy
    ? new EnvHttpProxyAgent({ ...common, ...proxy, ...(ca ? { requestTls: { ca }, proxyTls: { ca } } : {}) })
    : new Agent(common)
  return { dispatcher, request }
}
