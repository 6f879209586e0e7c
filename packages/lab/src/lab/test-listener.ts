import { once } from 'node:events'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import type { Services } from '../services/create-services.ts'
import { ServiceServer } from './gateway/service-server.ts'

/** What came back over the wire. */
export interface WireAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly text: string
}

/** A service of a lab behind the gateway's own server on a loopback port, for tests that need real HTTP. No TLS, no proxy. */
export interface TestListener {
  readonly port: number
  send(
    path: string,
    init?: { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string },
  ): Promise<WireAnswer>
  close(): Promise<void>
}

export async function openListener(services: Services, host: string): Promise<TestListener> {
  const service = services.service(host)
  if (!service) throw new Error(`no service for ${host}`)
  const server = new ServiceServer()
  const listener = createServer((socket) => server.accept(socket, { authority: [host], service }))
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  return {
    port,
    send: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = request({ port, host: '127.0.0.1', path, method, agent: false, headers: { host, ...headers } })
        outgoing.once('error', reject)
        outgoing.once('response', (incoming) => {
          let text = ''
          incoming.setEncoding('utf8').on('data', (chunk: string) => {
            text += chunk
          })
          incoming.once('error', reject)
          incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }))
        })
        outgoing.end(body)
      }),
    async close() {
      server.close()
      listener.close()
      await once(listener, 'close')
    },
  }
}
