// More than 400 lines: it is one gateway, set up once, and all that its clients can do to it.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Caller } from '../../ground/caller.ts'
import type { Service } from '../../ground/http/service.ts'
import { Callers } from './callers.ts'
import { networkEnvironment } from './child-network.ts'
import { openListeners, serveGateway } from './gateway.ts'
import { createRouteTable } from './route-table.ts'
import { ServiceServer } from './service-server.ts'
import { createTrust, type Trust } from './trust.ts'

const CALLER: Caller = { runNumber: 1, stage: 'S', job: 'J', step: 'login', purpose: 'script' }

let directory: string
let trust: Trust
let gateway: { readonly proxyPort: number; readonly localPort: number; close(): Promise<void> }
let callers: Callers
let user: ReturnType<Callers['add']>
let upstreams: Map<string, URL>
const refused = vi.fn()
const sockets: Socket[] = []
const servers: Server[] = []

/** A service that says what reached it. */
const echo: Service = async (incoming, { caller }) => {
  const { pathname, search, host } = new URL(incoming.url)
  return Response.json({ host, path: pathname + search, method: incoming.method, body: await incoming.text(), caller })
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-gateway-'))
  trust = createTrust(directory)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

beforeEach(async () => {
  refused.mockReset()
  callers = new Callers()
  user = callers.add(CALLER)
  upstreams = new Map()
  const routes = createRouteTable({
    service: (host) => (host === 'service.test' ? echo : host === 'broken_name..test' ? echo : undefined),
    upstreams,
    allowedHosts: ['localhost', '127.0.0.1', 'nowhere.invalid'],
  })
  const [listeners, server] = [await openListeners(), new ServiceServer()]
  serveGateway({ listeners, server, routes, callers, trust, localService: echo, onRefused: refused })
  gateway = {
    proxyPort: listeners.proxy.port,
    localPort: listeners.local.port,
    close: async () => {
      server.close()
      await listeners.close()
    },
  }
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  for (const server of servers.splice(0)) server.close()
  await gateway.close()
})

interface Connected {
  readonly status: number
  readonly text: string
  readonly socket: Socket
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`

/** Sends a CONNECT and reads the answer to it. */
async function connectThrough(authority: string, authorization: string | null = basic(user.user, user.secret)) {
  const outgoing = request({
    host: '127.0.0.1',
    port: gateway.proxyPort,
    method: 'CONNECT',
    path: authority,
    headers: authorization === null ? {} : { 'proxy-authorization': authorization },
  })
  outgoing.end()
  const [response, socket, head] = (await once(outgoing, 'connect')) as [IncomingMessage, Socket, Buffer]
  sockets.push(socket)
  let text = String(head)
  if (response.statusCode !== 200) for await (const part of socket) text += String(part)
  return { status: response.statusCode, text, socket } as Connected
}

async function openTls(socket: Socket, servername: string): Promise<TLSSocket> {
  const tls = connectTls({ socket, servername, ca: trust.authorityPem, ALPNProtocols: ['h2', 'http/1.1'] })
  await once(tls, 'secureConnect')
  sockets.push(tls)
  return tls
}

interface Answer {
  readonly status: number | undefined
  readonly json: Record<string, unknown>
  readonly text: string
}

function ask(
  socket: Socket,
  options: { path?: string; method?: string; host: string; headers?: Record<string, string>; body?: string },
) {
  return new Promise<Answer>((resolve, reject) => {
    const { path = '/', method = 'GET', host, headers, body } = options
    const outgoing = request(
      { createConnection: () => socket, path, method, headers: { host, ...headers } },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part
        })
        response.on('end', () => {
          const json = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {}
          resolve({ status: response.statusCode, json, text })
        })
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

describe('a service of the lab behind its public name', () => {
  it('is reached over TLS that the bundle of the lab vouches for, and knows who asks', async () => {
    const { status, socket } = await connectThrough('service.test:443')
    const tls = await openTls(socket, 'service.test')
    const answer = await ask(tls, { host: 'service.test', path: '/a/b?c=d', method: 'POST', body: 'x=y' })
    expect(status).toBe(200)
    expect(tls.alpnProtocol).toBe('http/1.1')
    expect(answer.json).toEqual({
      host: 'service.test',
      path: '/a/b?c=d',
      method: 'POST',
      body: 'x=y',
      caller: CALLER,
    })
  })

  it('is reached under its name in any case, and with the port that was asked for', async () => {
    const { socket } = await connectThrough('Service.Test:8443')
    const tls = await openTls(socket, 'service.test')
    expect((await ask(tls, { host: 'service.test:8443' })).status).toBe(200)
  })

  it('takes bytes that came along with the CONNECT', async () => {
    const head = `CONNECT service.test:443 HTTP/1.1\r\nHost: service.test:443\r\nProxy-Authorization: ${basic(user.user, user.secret)}\r\n\r\n`
    const socket = connect(gateway.proxyPort, '127.0.0.1')
    sockets.push(socket)
    await once(socket, 'connect')
    // The client does not wait for the answer: its TLS hello is in the same packet.
    const hello = await new Promise<Buffer>((resolve) => {
      const trap = createTcpServer((peer) => peer.once('data', resolve))
      void listen(trap).then((port) =>
        sockets.push(connectTls({ port, host: '127.0.0.1', servername: 'service.test' }).on('error', () => {})),
      )
    })
    socket.write(Buffer.concat([Buffer.from(head), hello]))
    const seen: Buffer[] = []
    socket.on('data', (part: Buffer) => seen.push(part))
    await vi.waitFor(() => {
      const answer = Buffer.concat(seen)
      const end = answer.indexOf('\r\n\r\n') + 4
      expect(answer.subarray(0, 12).toString()).toBe('HTTP/1.1 200')
      // A TLS handshake record, the server's hello, behind the proxy's own answer.
      expect([...answer.subarray(end, end + 2)]).toEqual([0x16, 0x03])
    })
  })

  it('answers 421 to a request for another host than its connection was made for', async () => {
    const { socket } = await connectThrough('service.test:443')
    const answer = await ask(await openTls(socket, 'service.test'), { host: 'other.test' })
    expect(answer.status).toBe(421)
  })

  it('answers 403 to a request of a web page', async () => {
    const { socket } = await connectThrough('service.test:443')
    const tls = await openTls(socket, 'service.test')
    const answer = await ask(tls, { host: 'service.test', headers: { origin: 'https://service.test' } })
    expect(answer.status).toBe(403)
  })

  it('serves `localhost` directly, without a caller', async () => {
    const socket = connect(gateway.localPort, '127.0.0.1')
    await once(socket, 'connect')
    const tls = await openTls(socket, 'localhost')
    const host = `localhost:${gateway.localPort}`
    expect((await ask(tls, { host })).json).toMatchObject({ host, path: '/' })
    const again = connect(gateway.localPort, '127.0.0.1')
    await once(again, 'connect')
    expect((await ask(await openTls(again, 'localhost'), { host: 'evil.example' })).status).toBe(421)
  })

  it('goes on when a client hangs up in the middle of a request', async () => {
    const { socket } = await connectThrough('service.test:443')
    const tls = await openTls(socket, 'service.test')
    tls.write('POST / HTTP/1.1\r\nHost: service.test\r\nContent-Length: 1000\r\n\r\nhalf of it')
    tls.destroy()
    const next = await connectThrough('service.test:443')
    expect((await ask(await openTls(next.socket, 'service.test'), { host: 'service.test' })).status).toBe(200)
  })

  it.each(['not TLS at all\r\n\r\n', ''])('goes on when a client sends %j for TLS', async (text) => {
    const { socket } = await connectThrough('service.test:443')
    socket.end(text)
    const next = await connectThrough('service.test:443')
    expect((await ask(await openTls(next.socket, 'service.test'), { host: 'service.test' })).status).toBe(200)
  })

  it('ends a connection to a name for which no certificate can be made, and goes on', async () => {
    const { socket } = await connectThrough('broken_name..test:443')
    await once(socket.resume(), 'close')
    expect((await connectThrough('service.test:443')).status).toBe(200)
  })
})

describe('who may pass', () => {
  it.each([
    ['no password', () => null],
    ['a wrong password', () => basic(user.user, 'x'.repeat(user.secret.length))],
    ['a password that is too short', () => basic(user.user, 'x')],
    ['an unknown user', () => basic('step999', user.secret)],
    ['another scheme', () => `Bearer ${user.secret}`],
    ['no base64', () => 'Basic !!!'],
  ])('is nobody with %s: 407, for services and refused hosts alike', async (_, authorization) => {
    for (const host of ['service.test:443', 'refused.test:443']) {
      const { status, text } = await connectThrough(host, authorization())
      expect([status, text.includes(user.secret)]).toEqual([407, false])
    }
    expect(refused).not.toHaveBeenCalled()
  })

  it('is nobody once its step has ended', async () => {
    user.release()
    expect((await connectThrough('service.test:443')).status).toBe(407)
  })

  it('is told apart: each user is the caller that it was made for', async () => {
    const login = callers.add({ ...CALLER, purpose: 'login' })
    const { socket } = await connectThrough('service.test:443', basic(login.user, login.secret))
    const answer = await ask(await openTls(socket, 'service.test'), { host: 'service.test' })
    expect(answer.json.caller).toEqual({ ...CALLER, purpose: 'login' })
  })
})

describe('what is refused', () => {
  it('is a host that nobody opened: 403, and told once per connection', async () => {
    const { status, text } = await connectThrough('example.com:443')
    expect([status, text.includes('--allow-host example.com')]).toEqual([403, true])
    await connectThrough('example.com:443')
    expect(refused.mock.calls).toEqual([
      ['example.com', CALLER],
      ['example.com', CALLER],
    ])
  })

  it.each(['[::1]:443', '169.254.169.254:80', 'service.test.evil.example:443', 'garbage'])(
    'is %s',
    async (authority) => {
      expect((await connectThrough(authority)).status).toBe(403)
    },
  )

  it.each(['localhost:1', '127.0.0.1:1'])(
    'is an opened name that leads to a private address, such as %s',
    async (host) => {
      const { status, text } = await connectThrough(host)
      expect([status, text]).toEqual([403, expect.stringMatching(/not a public address.*--route/)])
      const [name] = host.split(':')
      expect(refused.mock.calls).toEqual([[name, CALLER, expect.stringMatching(/^(127\.0\.0\.1|::1)$/)]])
    },
  )

  it('is an opened name that leads nowhere', async () => {
    expect((await connectThrough('nowhere.invalid:443')).status).toBe(502)
  })

  it('is plain http through the proxy, told with its host', async () => {
    const send = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          port: gateway.proxyPort,
          path: 'http://service.test/x',
          headers,
          method: 'POST',
        }
        request(options, (response) => resolve(response.resume().statusCode))
          .on('error', reject)
          .end('body')
      })
    expect(await send({})).toBe(407)
    expect(await send({ 'proxy-authorization': basic(user.user, user.secret) })).toBe(403)
    expect(refused.mock.calls).toEqual([['service.test', CALLER]])
  })
})

describe('a service of the user behind a public name', () => {
  it.each(['http', 'https'] as const)(
    'is reached over %s with host and path as they were asked for',
    async (protocol) => {
      const answer = (incoming: IncomingMessage, outgoing: ServerResponse) =>
        void outgoing.end(JSON.stringify({ host: incoming.headers.host, url: incoming.url }))
      const authority = createAuthority({ commonName: 'own', notBefore: 0, notAfter: Date.UTC(2090, 0) })
      const leaf = issueLeaf(authority, { hosts: ['own.test'], notBefore: 0, notAfter: Date.UTC(2090, 0) })
      const server =
        protocol === 'http'
          ? createServer(answer)
          : createHttpsServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, answer)
      const port = await listen(server)
      upstreams.set('upstream.test', new URL(`${protocol}://127.0.0.1:${port}`))
      const { socket } = await connectThrough('upstream.test:443')
      const tls = await openTls(socket, 'upstream.test')
      const { json } = await ask(tls, { host: 'upstream.test', path: '/a?b=c' })
      expect(json).toEqual({ host: 'upstream.test', url: '/a?b=c' })
      tls.destroy()
    },
  )

  it('is refused with 502 when nobody listens there', async () => {
    const server = createTcpServer()
    const port = await listen(server)
    server.close()
    upstreams.set('upstream.test', new URL(`http://127.0.0.1:${port}`))
    expect((await connectThrough('upstream.test:443')).status).toBe(502)
  })

  it('is let go when the client hangs up', async () => {
    const server = createTcpServer()
    const port = await listen(server)
    const accepted = once(server, 'connection') as Promise<[Socket]>
    upstreams.set('upstream.test', new URL(`http://127.0.0.1:${port}`))
    const { socket } = await connectThrough('upstream.test:443')
    const [far] = await accepted
    socket.destroy()
    await once(far.resume(), 'close')
  })

  it('does not keep the client when the upstream hangs up', async () => {
    upstreams.set(
      'upstream.test',
      new URL(`http://127.0.0.1:${await listen(createTcpServer((peer) => peer.destroy()))}`),
    )
    const { socket } = await connectThrough('upstream.test:443')
    await once(socket.resume(), 'close')
  })
})

describe('the end of the gateway', () => {
  it('ends every connection: idle, half way through TLS, and to an upstream that does not answer', async () => {
    const silent = createTcpServer(() => {})
    upstreams.set('upstream.test', new URL(`https://127.0.0.1:${await listen(silent)}`))
    const idle = connect(gateway.proxyPort, '127.0.0.1')
    const local = connect(gateway.localPort, '127.0.0.1')
    await Promise.all([once(idle, 'connect'), once(local, 'connect')])
    const { socket: halfway } = await connectThrough('service.test:443')
    const { socket } = await connectThrough('service.test:443')
    const tls = await openTls(socket, 'service.test')
    const waiting = connectThrough('upstream.test:443').catch(() => 'ended')
    await vi.waitFor(async () => expect(await promisify(silent.getConnections.bind(silent))()).toBe(1))
    const ends = [idle, local, halfway, tls].map((each) =>
      once(
        each.resume().on('error', () => {}),
        'close',
      ),
    )
    await gateway.close()
    await Promise.all(ends)
    expect(await waiting).toBe('ended')
    await expect(connectThrough('service.test:443')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  it('can be asked for twice', async () => {
    await gateway.close()
    await expect(gateway.close()).resolves.toBeUndefined()
  })

  it('is not needed when a fixed port is taken: opening fails and leaves nothing open', async () => {
    await expect(openListeners({ local: gateway.localPort })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

describe('real clients', () => {
  const curl = promisify(execFile)
  const hasCurl = curl('curl', ['--version']).then(
    () => true,
    () => false,
  )

  it('reach a service by their proxy variables alone, such as curl', async (context) => {
    if (!(await hasCurl)) context.skip('curl is not installed')
    const { proxyPort } = gateway
    const env = { PATH: process.env.PATH ?? '', ...networkEnvironment({ proxyPort, ...user, trust }) }
    const { stdout } = await curl('curl', ['-sS', '-d', 'a=b', 'https://service.test/x'], { env })
    expect(JSON.parse(stdout)).toMatchObject({ path: '/x', method: 'POST', body: 'a=b', caller: CALLER })
    const local = await curl('curl', ['-sS', `https://localhost:${gateway.localPort}/y`], { env })
    expect(JSON.parse(local.stdout)).toMatchObject({ path: '/y' })
    // 56: curl's word for a proxy that refuses.
    await expect(curl('curl', ['-sS', 'https://example.com/'], { env })).rejects.toMatchObject({ code: 56 })
    expect(refused.mock.calls).toEqual([['example.com', CALLER]])
  })

  // parity: lab-programs (curl)
  it('are known by their environment where they send the proxy no credentials, and refused without one', async (context) => {
    if (!(await hasCurl) || process.platform !== 'linux') context.skip('curl is not installed, or this is not Linux')
    const { proxyPort } = gateway
    const env = { PATH: process.env.PATH ?? '', ...networkEnvironment({ proxyPort, ...user, trust }) }
    const bare = ['-sS', '--proxy', `http://127.0.0.1:${proxyPort}`, 'https://service.test/z']
    expect(JSON.parse((await curl('curl', bare, { env })).stdout)).toMatchObject({ path: '/z', caller: CALLER })
    const nobody = { PATH: env.PATH, CURL_CA_BUNDLE: trust.bundleFile }
    await expect(curl('curl', bare, { env: nobody })).rejects.toThrow(/407/)
  })

  it('hear nothing of hosts of telemetry that are refused', async (context) => {
    if (!(await hasCurl)) context.skip('curl is not installed')
    const { proxyPort } = gateway
    const env = { PATH: process.env.PATH ?? '', ...networkEnvironment({ proxyPort, ...user, trust }) }
    const asked = curl('curl', ['-sS', 'https://dc.services.visualstudio.com/'], { env })
    await expect(asked).rejects.toMatchObject({ code: 56 })
    expect(refused).not.toHaveBeenCalled()
  })
})
