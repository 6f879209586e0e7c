import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { formatInstant, type Instant, parseInstant } from '@mintwell/clock'
import { gnuSleepMs } from './gnu-sleep.ts'

/** The part of the lab's clock that its children reach. */
export interface SleepClock {
  now(): Instant
  sleepUntil(instant: Instant, signal?: AbortSignal, pid?: number): Promise<void>
}

/**
 * The door of the clock for processes: `GET /clock` tells the time, `POST /clock/sleep?pid=P&for=640` or `&until=INSTANT` answers when the clock gets there. A process
 * that goes away is forgotten. HTTP on loopback; every request carries the secret. `for` is what GNU `sleep` takes, and may stand several times.
 *
 * @example
 * const door = await openSleepService(clock, secret)
 * // POST http://127.0.0.1:PORT/clock/sleep?pid=42&for=10m  →  200 when ten minutes of the lab's time have passed
 */
export async function openSleepService(
  clock: SleepClock,
  secret: string,
): Promise<{ url: string; port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    answer(clock, secret, server, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/clock`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  clock: SleepClock,
  secret: string,
  server: Server,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: unknown) => {
    if (response.destroyed) return
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }
  const { port } = server.address() as { port: number }
  if (request.headers.host !== `127.0.0.1:${port}`) return send(421, { error: 'wrong host' })
  if (request.headers.origin !== undefined) return send(403, { error: 'requests of web pages are refused' })
  if (!sameSecret(request.headers.authorization, `Bearer ${secret}`))
    return send(401, { error: 'the secret is missing or wrong' })
  const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`)
  if (request.method === 'GET' && url.pathname === '/clock') return send(200, { now: formatInstant(clock.now()) })
  if (request.method !== 'POST' || url.pathname !== '/clock/sleep') return send(404, { error: 'not found' })

  const until = wakeInstant(url.searchParams, clock.now())
  if (until === undefined)
    return send(400, { error: 'for= takes durations such as 640, 1.5, 1e3, 10m, infinity; until= an ISO 8601 instant' })
  const gone = new AbortController()
  response.once('close', () => gone.abort(new Error('the sleeper went away')))
  const pid = Number(url.searchParams.get('pid'))
  try {
    await clock.sleepUntil(until, gone.signal, Number.isInteger(pid) && pid > 0 ? pid : undefined)
  } catch {
    // It went away while it slept, and nobody hears this; or the clock itself failed.
    return send(500, { error: 'the clock cannot be moved' })
  }
  send(200, { now: formatInstant(clock.now()) })
}

/** When a sleeper is to wake: the sum of its `for` (as GNU `sleep` adds its arguments), or `until`. */
function wakeInstant(query: URLSearchParams, now: Instant): Instant | undefined {
  const until = query.get('until')
  if (until !== null) return parseInstant(until)
  const durations = query.getAll('for')
  if (durations.length === 0) return undefined
  return durations.reduce<Instant | undefined>((at, text) => {
    const ms = gnuSleepMs(text)
    return at === undefined || ms === undefined ? undefined : at + ms
  }, now)
}

function sameSecret(given: string | undefined, wanted: string): boolean {
  const a = Buffer.from(given ?? '')
  const b = Buffer.from(wanted)
  return a.length === b.length && timingSafeEqual(a, b)
}
