import { once } from 'node:events'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHttp } from './http-client.ts'
import { TimeLimitError } from './send-request.ts'

const day = 86_400_000
const times = { notBefore: Date.now() - day, notAfter: Date.now() + day }
const authority = createAuthority({ commonName: 'test', ...times })
const leaf = issueLeaf(authority, { hosts: ['localhost', '127.0.0.1'], ...times })

const servers: { close(): unknown; closeAllConnections?(): void }[] = []
const seen: { method: string; url: string; headers: Readonly<Record<string, unknown>>; body: string }[] = []
let service = ''
let proxy = ''
let secureProxy = ''
let servicePort = 0

async function listen(server: Server): Promise<number> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

/** A proxy that wants a password, and leads to the service whatever it is asked for. */
function answerConnect(request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {})
  if (request.headers['proxy-authorization'] !== `Basic ${Buffer.from('user:p@ss').toString('base64')}`) {
    socket.end('HTTP/1.1 407 Wanted\r\n\r\n')
    return
  }
  const far = connect(servicePort, '127.0.0.1')
  far.once('connect', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    far.pipe(socket).pipe(far)
  })
  far.on('error', () => socket.destroy())
  socket.on('error', () => far.destroy())
}

beforeAll(async () => {
  const secure = createHttpsServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, (request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body })
      if (request.url === '/redirect')
        return response.writeHead(302, { location: 'https://elsewhere.example/' }).end('moved')
      if (request.url === '/long') return response.end('x'.repeat(1_100_000))
      if (request.url === '/silent') return undefined
      if (request.url === '/drip') {
        response.writeHead(200)
        const drip = setInterval(() => response.write(' '), 20)
        return response.once('close', () => clearInterval(drip))
      }
      return response.writeHead(200, { 'x-one': ['a', 'b'] }).end('{"answer":1}')
    })
  })
  servicePort = await listen(secure as unknown as Server)
  service = `https://localhost:${servicePort}`
  const plain = createHttpServer()
  plain.on('connect', answerConnect)
  proxy = `127.0.0.1:${await listen(plain)}`
  const tls = createHttpsServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem })
  tls.on('connect', answerConnect)
  secureProxy = `localhost:${await listen(tls as unknown as Server)}`
})

afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections?.()
    server.close()
  }
})

const authorities = [authority.certificatePem]

describe.each([
  { way: 'directly', env: () => ({}) },
  { way: 'through a proxy with a password', env: () => ({ HTTPS_PROXY: `http://user:p%40ss@${proxy}` }) },
  {
    way: 'through a proxy that is itself reached by TLS',
    env: () => ({ https_proxy: `https://user:p%40ss@${secureProxy}` }),
  },
  {
    way: 'through the proxy of an Azure Pipelines agent',
    env: () => ({ AGENT_PROXYURL: `http://${proxy}`, AGENT_PROXYUSERNAME: 'user', AGENT_PROXYPASSWORD: 'p@ss' }),
  },
])('a request $way', ({ env }) => {
  it('brings status, headers and text, with a private authority', async () => {
    const http = createHttp({ env: env(), authorities })
    const answer = await http.send({
      method: 'POST',
      url: `${service}/token`,
      headers: { authorization: 'Bearer x' },
      body: 'a=1',
    })
    expect(answer).toMatchObject({ status: 200, text: '{"answer":1}' })
    expect(answer.headers['x-one']).toBe('a, b')
    expect(seen.at(-1)?.headers.host).toBe(new URL(service).host)
    expect(seen.at(-1)).toMatchObject({
      method: 'POST',
      url: '/token',
      body: 'a=1',
      headers: { authorization: 'Bearer x' },
    })
    await http.close()
  })

  it('follows no redirect: the answer is what the first host said', async () => {
    const http = createHttp({ env: env(), authorities })
    expect((await http.send({ method: 'POST', url: `${service}/redirect` })).status).toBe(302)
    await http.close()
  })

  it('is refused where the authority is not known', async () => {
    const http = createHttp({ env: env() })
    await expect(http.send({ method: 'GET', url: `${service}/` })).rejects.toThrow(/certificate/i)
    await http.close()
  })

  it('ends an answer that is too long, and one that does not come', async () => {
    const http = createHttp({ env: env(), authorities, timeoutMs: 150 })
    await expect(http.send({ method: 'GET', url: `${service}/long` })).rejects.toThrow(/longer than/)
    await expect(http.send({ method: 'GET', url: `${service}/silent` })).rejects.toThrow()
    await http.close()
  })

  it('ends an answer that comes in drops and never ends', async () => {
    const http = createHttp({ env: env(), authorities, timeoutMs: 150 })
    await expect(http.send({ method: 'GET', url: `${service}/drip` })).rejects.toBeInstanceOf(TimeLimitError)
    await http.close()
  })

  it('ends when its signal aborts', async () => {
    const http = createHttp({ env: env(), authorities })
    const controller = new AbortController()
    const asked = http.send({ method: 'GET', url: `${service}/silent`, signal: controller.signal })
    setTimeout(() => controller.abort(), 20)
    await expect(asked).rejects.toThrow()
    await http.close()
  })
})

describe('the proxy', () => {
  it('is passed over for hosts in NO_PROXY', async () => {
    // It would refuse this password.
    const env = { HTTPS_PROXY: `http://user:wrong@${proxy}`, NO_PROXY: 'localhost' }
    const http = createHttp({ env, authorities })
    expect((await http.send({ method: 'GET', url: `${service}/` })).status).toBe(200)
    await http.close()
  })

  it('may lead to another host: its certificate is not taken for the one that was asked for', async () => {
    const http = createHttp({ env: { HTTPS_PROXY: `http://user:p%40ss@${proxy}` }, authorities })
    await expect(http.send({ method: 'GET', url: 'https://dev.azure.com/' })).rejects.toThrow(/altnames/)
  })

  it('that speaks SOCKS is refused by name, without its password, and not asked', async () => {
    const http = createHttp({ env: { HTTPS_PROXY: 'socks5://user:secret@proxy.example:1080' } })
    const answer = http.send({ method: 'GET', url: 'https://a.example/', headers: {} })
    await expect(answer).rejects.toThrow(
      'the proxy socks5://proxy.example:1080 speaks a protocol other than http or https',
    )
    await http.close()
  })

  it('that refuses its password is an error with 407 in it', async () => {
    const http = createHttp({ env: { https_proxy: `http://user:wrong@${proxy}` }, authorities })
    await expect(http.send({ method: 'GET', url: `${service}/` })).rejects.toThrow(/407/)
    await http.close()
  })
})
