import { timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import type { Hono } from 'hono'
import { requestListener } from '../../ground/http/request-listener.ts'
import { startLimit } from '../adapters/real-timers.ts'

/** How long an answer that is under way may take when the listener closes, in milliseconds. */
const CLOSE_LIMIT_MS = 1_000

/** The control API as a listener: loopback, its own Host names, no `Origin`, a secret on every request. */
export async function openControlServer(
  app: Hono,
  secret: string,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const listener = requestListener((request) => app.fetch(request))
  const wanted = Buffer.from(`Bearer ${secret}`)
  let port = 0
  const server = createServer((request, response) => {
    const refuse = (status: number, error: string) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    // So that nothing is kept open when the listener closes.
    response.setHeader('connection', 'close')
    if (request.headers.host !== `127.0.0.1:${port}` && request.headers.host !== `localhost:${port}`)
      return refuse(421, 'this host name is not served here')
    if (request.headers.origin !== undefined) return refuse(403, 'requests of web pages are refused')
    const given = Buffer.from(request.headers.authorization ?? '')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return refuse(401, 'the secret is missing or wrong')
    listener(request, response)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  port = (server.address() as { port: number }).port
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        const endLimit = startLimit(CLOSE_LIMIT_MS, () => server.closeAllConnections())
        server.close(() => {
          endLimit()
          resolve()
        })
        server.closeIdleConnections()
      }),
  }
}
