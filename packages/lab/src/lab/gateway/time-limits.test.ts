import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Service } from '../../ground/http/service.ts'
import { Callers } from './callers.ts'
import { type GatewayListeners, openListeners, serveGateway } from './gateway.ts'
import { type LoopbackListener, openLoopbackListener } from './loopback-listener.ts'
import { createRouteTable } from './route-table.ts'
import { ServiceServer } from './service-server.ts'
import { createTrust, type Trust } from './trust.ts'

const LIMITS = { headMs: 150, bodyMs: 150 }

let directory: string
let trust: Trust
let plain: LoopbackListener
let listeners: GatewayListeners
let server: ServiceServer

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-limits-'))
  trust = createTrust(directory)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

beforeEach(async () => {
  const service: Service = async (request) => new Response((await request.text()) || 'nothing')
  server = new ServiceServer(LIMITS)
  plain = await openLoopbackListener()
  plain.serve((socket) => server.accept(socket, { authority: ['service.test'], service }))
  listeners = await openListeners()
  serveGateway({
    listeners,
    server,
    routes: createRouteTable({ service: () => service }),
    callers: new Callers(),
    trust,
    localService: service,
    headMs: LIMITS.headMs,
  })
})

afterEach(async () => {
  server.close()
  await Promise.all([plain.close(), listeners.close()])
})

/** Sends a piece of text every so often until the other end hangs up; what came back. */
async function drip(port: number, beginning: string, piece: string): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text
  })
  socket.on('error', () => {})
  socket.write(beginning)
  const timer = setInterval(() => socket.write(piece), 20)
  await new Promise((resolve) => socket.once('close', resolve))
  clearInterval(timer)
  return answer
}

const HEAD = 'POST / HTTP/1.1\r\nHost: service.test\r\n'

describe('the time that a client may take', () => {
  it('ends a connection that never completes the head of its request, however steadily it sends', async () => {
    expect(await drip(plain.port, HEAD, 'X-More: 1\r\n')).toBe('')
  })

  it('ends a connection that never completes the body of its request', async () => {
    expect(await drip(plain.port, `${HEAD}Content-Length: 100000\r\n\r\n`, 'x')).toBe('')
  })

  it('begins anew with each request of a connection, and ends one that asks for nothing more', async () => {
    const socket = connect(plain.port, '127.0.0.1')
    let answers = 0
    socket.setEncoding('utf8').on('data', (text: string) => {
      answers += text.split('HTTP/1.1 200').length - 1
      if (answers < 3) socket.write(`${HEAD}Content-Length: 1\r\n\r\nx`)
    })
    socket.write(`${HEAD}Content-Length: 1\r\n\r\nx`)
    await once(socket, 'close')
    expect(answers).toBe(3)
  })

  it('ends a TLS handshake on localhost that is never completed', async () => {
    expect(await drip(listeners.local.port, '\x16\x03', '')).toBe('')
  })

  it('ends a CONNECT whose head is never completed', async () => {
    expect(await drip(listeners.proxy.port, 'CONNECT service.test:443 HTTP/1.1\r\n', 'X-More: 1\r\n')).toBe('')
  })
})
