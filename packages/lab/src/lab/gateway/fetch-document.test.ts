import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { afterEach, describe, expect, it } from 'vitest'
import { createFetchDocument } from './fetch-document.ts'

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

async function open(server: Server, protocol = 'http'): Promise<URL> {
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return new URL(`${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`)
}

const upstream = (origin: URL, limits = {}) => {
  const upstreams = new Map([['issuer.example', origin]])
  const fetch = createFetchDocument({ upstreams, allowedHosts: ['localhost'] }, limits)
  return (url: string) => fetch(url, (host) => (host === 'service.test' ? () => new Response('of the lab') : undefined))
}

describe('documents of issuers', () => {
  it('come from the services of the lab, and from services of the user’s own, Host and path kept', async () => {
    const origin = await open(
      createServer(({ headers, url }, response) => void response.end(JSON.stringify({ host: headers.host, url }))),
    )
    const fetch = upstream(origin)
    expect(await fetch('https://service.test/any')).toEqual({ status: 200, body: 'of the lab' })
    const answer = await fetch('https://issuer.example/a/.well-known/openid-configuration?x=1')
    expect(JSON.parse(answer.body)).toEqual({
      host: 'issuer.example',
      url: '/a/.well-known/openid-configuration?x=1',
    })
  })

  it('come from an https service with a certificate of its own', async () => {
    const now = Date.now()
    const validity = { notBefore: now - 60_000, notAfter: now + 60_000 }
    const leaf = issueLeaf(createAuthority({ commonName: 'own', ...validity }), { hosts: ['own.test'], ...validity })
    const server = createHttpsServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, (_request, response) => {
      response.end('over TLS')
    })
    expect((await upstream(await open(server, 'https'))('https://issuer.example/')).body).toBe('over TLS')
  })

  // parity: entra-discovery-limits
  it('are asked for nowhere else: no other host, no plain http, no private address behind an opened name', async () => {
    let asked = 0
    const origin = await open(
      createServer((_request, response) => {
        asked += 1
        response.end()
      }),
    )
    const fetch = upstream(origin)
    for (const url of ['https://attacker.example/', 'http://issuer.example/', `https://127.0.0.1:${origin.port}/`]) {
      await expect(fetch(url)).rejects.toThrow(/no route leads to it/)
    }
    await expect(fetch(`https://localhost:${origin.port}/`)).rejects.toThrow(/public address/)
    expect(asked).toBe(0)
  })

  it('that redirect are not followed', async () => {
    let asked = 0
    const origin = await open(
      createServer((_request, response) => {
        asked += 1
        response.writeHead(302, { location: 'https://service.test/' }).end()
      }),
    )
    expect((await upstream(origin)('https://issuer.example/')).status).toBe(302)
    expect(asked).toBe(1)
  })

  // parity: entra-discovery-limits
  it('are given up when they are too large, when they take too long, and when the other side hangs up', async () => {
    const large = await open(createServer((_request, response) => void response.end('x'.repeat(2_000))))
    await expect(upstream(large, { sizeBytes: 1_000 })('https://issuer.example/')).rejects.toThrow(/larger than/)
    const slow = await open(createServer((_request, response) => void response.write('x')))
    await expect(upstream(slow, { timeMs: 50 })('https://issuer.example/')).rejects.toThrow()
    const gone = await open(createServer((request) => void request.socket.destroy()))
    await expect(upstream(gone)('https://issuer.example/')).rejects.toThrow()
  })
})
