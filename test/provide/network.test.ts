import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createProxy, type Server } from 'node:http'
import { createServer } from 'node:https'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { afterEach, describe, expect, it } from 'vitest'
import { mintwell, temporaryDirectory } from '../mintwell.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const CONNECTION = '143c454e-ca57-4f82-97ba-e5460221c27d'
const open: Server[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function listen(server: Server): Promise<number> {
  open.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as { port: number }).port
}

/** An Azure DevOps behind a proxy that wants a password, with a certificate of a private authority; remembers whom the proxy was asked for. */
async function corporateNetwork() {
  const day = 86_400_000
  const times = { notBefore: Date.now() - day, notAfter: Date.now() + day }
  const authority = createAuthority({ commonName: 'A company', ...times })
  const leaf = issueLeaf(authority, { hosts: ['dev.azure.com'], ...times })
  const requests: string[] = []
  const service = createServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, (request, response) => {
    requests.push(`${request.method} ${request.headers.host}`)
    const now = Math.floor(Date.now() / 1_000)
    const oidcToken = `${encode({ alg: 'RS256' })}.${encode({ iss: 'https://vstoken.dev.azure.com/x', sub: 'sc://o/p/c', iat: now, exp: now + 600 })}.c2lnbmF0dXJl`
    if (request.url?.includes('redirect'))
      return response.writeHead(307, { location: 'https://elsewhere.example/oidctoken' }).end()
    return response.end(JSON.stringify({ oidcToken }))
  })
  const servicePort = await listen(service as unknown as Server)
  const asked: string[] = []
  const proxy = createProxy((_request, response) => response.writeHead(400).end())
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '')
    socket.on('error', () => {})
    if (request.headers['proxy-authorization'] !== `Basic ${Buffer.from('me:pass word').toString('base64')}`)
      return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    if (request.url !== 'dev.azure.com:443') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    const far = connect(servicePort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    far.on('error', () => socket.destroy())
    return undefined
  })
  const proxyPort = await listen(proxy)
  const directory = temporaryDirectory()
  const ca = join(directory, 'ca.pem')
  writeFileSync(ca, authority.certificatePem)
  const none = {
    TF_BUILD: undefined,
    MINTWELL_LAB_CLOCK: undefined,
    AGENT_TEMPDIRECTORY: undefined,
    RUNNER_TEMP: undefined,
    NODE_EXTRA_CA_CERTS: undefined,
  }
  const env = {
    ...none,
    TMPDIR: directory,
    SYSTEM_COLLECTIONURI: 'https://dev.azure.com/o/',
    SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/o/p/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken',
    SYSTEM_ACCESSTOKEN: 'canary-job-token',
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: CONNECTION,
    AZURESUBSCRIPTION_CLIENT_ID: 'client',
    AZURESUBSCRIPTION_TENANT_ID: 'tenant',
  }
  return { env, ca, asked, requests, proxyPort, proxy: `http://me:pass%20word@127.0.0.1:${proxyPort}` }
}

describe('in a company’s network', () => {
  it('a token is had through a proxy that wants a password, from a service with a private authority, and nobody else is asked', async () => {
    const { env, ca, asked, requests, proxy } = await corporateNetwork()
    const { code, stderr, stdout } = await mintwell(['exec', '--', 'printenv', 'NO_PROXY'], {
      env: { ...env, HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: ca },
    })
    expect(code, stderr).toBe(0)
    expect(stdout).toBe('localhost,127.0.0.1\n')
    expect(requests).toEqual(['POST dev.azure.com'])
    expect(asked).toEqual(['dev.azure.com:443'])
    expect(stderr).not.toContain('pass word')
  })

  it('the same by the variables of an Azure Pipelines agent', async () => {
    const { env, ca, asked, proxyPort } = await corporateNetwork()
    const agent = {
      AGENT_PROXYURL: `http://127.0.0.1:${proxyPort}`,
      AGENT_PROXYUSERNAME: 'me',
      AGENT_PROXYPASSWORD: 'pass word',
      AGENT_CAINFO: ca,
    }
    const { code, stderr } = await mintwell(['token'], { env: { ...env, ...agent } })
    expect(code, stderr).toBe(0)
    expect(asked).toEqual(['dev.azure.com:443'])
  })

  it('a wrong password and an unknown authority are said plainly, with neither password nor job token, and are not waited for', async () => {
    const { env, ca, proxyPort, proxy } = await corporateNetwork()
    const wrong = await mintwell(['token'], {
      env: { ...env, HTTPS_PROXY: `http://me:canary-password@127.0.0.1:${proxyPort}`, NODE_EXTRA_CA_CERTS: ca },
    })
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('407')])
    const unknown = await mintwell(['token'], { env: { ...env, HTTPS_PROXY: proxy } })
    expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/certificate/)])
    expect(wrong.stderr + unknown.stderr).not.toMatch(/canary|pass word/)
  })

  it('no redirect takes the job token to another host', async () => {
    const { env, ca, asked, proxy } = await corporateNetwork()
    const redirected = { ...env, SYSTEM_OIDCREQUESTURI: `${env.SYSTEM_OIDCREQUESTURI}/redirect` }
    const { code } = await mintwell(['token', '--on-breach', 'fail'], {
      env: { ...redirected, HTTPS_PROXY: proxy, NODE_EXTRA_CA_CERTS: ca },
    })
    expect(code).toBe(1)
    expect(new Set(asked)).toEqual(new Set(['dev.azure.com:443']))
  }, 90_000)
})
