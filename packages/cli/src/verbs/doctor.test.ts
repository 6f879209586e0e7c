import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createAuthority, issueLeaf } from '@mintwell/certificate'
import { createManualClock } from '@mintwell/clock'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Io } from '../verb.ts'
import { doctor } from './doctor.ts'

const DAY_MS = 86_400_000
const CANARY = 'Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5'
const CONNECTION = '6253aff7-bedb-4e7c-942f-535c0ba69f48'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A service behind a proxy that answers for every host with a certificate of its own authority, as a company's does. */
const folder = mkdtempSync(join(tmpdir(), 'doctor-'))
const validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + DAY_MS }
const authority = createAuthority({ commonName: 'Contoso Zscaler Root', ...validity })
const authorityFile = join(folder, 'authority.pem')
writeFileSync(authorityFile, authority.certificatePem)
let refusesJobToken = false
let minted = 0
let service: Server
let proxy: Server
let proxyAddress: string

beforeAll(async () => {
  const leaf = issueLeaf(authority, { hosts: ['dev.azure.com', 'login.microsoftonline.com'], ...validity })
  service = createHttpsServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, (request, response) => {
    request.resume()
    if (request.method !== 'POST') return response.end()
    if (refusesJobToken) return response.writeHead(401).end()
    minted += 1
    const iat = Math.floor(Date.now() / 1_000)
    const iss = 'https://vstoken.dev.azure.com/9122040d-6c67-4c5b-b112-36a304b66dad'
    const claims = {
      iss,
      sub: 'sc://contoso/shop/production',
      aud: 'x',
      iat,
      nbf: iat,
      exp: iat + 600,
      jti: `${minted}`,
    }
    return response.end(JSON.stringify({ oidcToken: `${part({ alg: 'RS256' })}.${part(claims)}.${CANARY}` }))
  }) as Server
  proxy = createHttpServer()
  proxy.on('connect', (_request, socket) => {
    const through = connect((service.address() as AddressInfo).port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(through).pipe(socket)
    })
    for (const end of [socket, through]) end.on('error', () => {})
  })
  for (const server of [service, proxy])
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  proxyAddress = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
})
afterAll(() => {
  for (const server of [service, proxy]) {
    server.close()
    server.closeAllConnections()
  }
  rmSync(folder, { recursive: true })
})

/** What a step of an agent behind this proxy has. */
const step = (): Record<string, string> => ({
  PATH: folder,
  TF_BUILD: 'True',
  SYSTEM_OIDCREQUESTURI: 'https://dev.azure.com/contoso/p/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken',
  SYSTEM_COLLECTIONURI: 'https://dev.azure.com/contoso/',
  SYSTEM_ACCESSTOKEN: 'the-job-token',
  AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: CONNECTION,
  HTTPS_PROXY: proxyAddress,
  AGENT_CAINFO: authorityFile,
  NODE_EXTRA_CA_CERTS: authorityFile,
  REQUESTS_CA_BUNDLE: authorityFile,
  SSL_CERT_FILE: authorityFile,
})

async function call(
  env: Record<string, string | undefined>,
  { behindBy = 0, argv = ['--json'] as readonly string[] } = {},
) {
  let text = ''
  let told = ''
  const stdout = new PassThrough().on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const stderr = new PassThrough().on('data', (chunk: Buffer) => {
    told += chunk.toString()
  })
  const clock = createManualClock(() => Date.now() - behindBy, 'move')
  const io: Io = {
    stdin: new PassThrough().end(),
    stdout,
    stderr,
    env,
    cwd: folder,
    clock,
    signal: new AbortController().signal,
  }
  const code = await doctor.run(argv, io)
  return { code, text, told }
}

async function examined(env: Record<string, string | undefined>, options = {}) {
  const { code, text } = await call(env, options)
  const document = JSON.parse(text) as { mechanism: string; findings: { id: string; message: string; cure: string }[] }
  return { code, mechanism: document.mechanism, findings: document.findings }
}
const idsOf = ({ findings }: { findings: readonly { id: string }[] }) => findings.map(({ id }) => id)

describe('the doctor in a step behind a proxy with an authority of its own', () => {
  it('finds nothing where the step knows the proxy and the authority, and shows no token', async () => {
    const healthy = await examined(step())
    expect(healthy).toEqual({ code: 0, mechanism: 'none', findings: [] })
    const { text, told } = await call(step(), { argv: ['--details'] })
    expect(text).toMatch(/^mintwell doctor: none[\s\S]*'Contoso Zscaler Root'[\s\S]*Nothing to do\.\n$/)
    const shown = [text, ...told.split('\n').filter((line) => !line.startsWith('##vso[task.setsecret]'))].join('\n')
    expect(shown).not.toContain(CANARY)
    expect(told.match(/setsecret/g)?.length).toBe(2)
  })

  it('names a proxy that the agent has and the step has not', async () => {
    const found = await examined({ ...step(), HTTPS_PROXY: undefined, AGENT_PROXYURL: proxyAddress })
    expect(found.mechanism).toBe('none')
    expect(idsOf(found)).toEqual(['proxy'])
    expect(found.findings[0]?.cure).toContain(`HTTPS_PROXY: ${proxyAddress}`)
    expect(found.code).toBe(1)
  })

  it('names the programs that are not told of a private authority', async () => {
    const found = await examined({ ...step(), REQUESTS_CA_BUNDLE: undefined, SSL_CERT_FILE: undefined })
    expect(idsOf(found)).toEqual(['authorities'])
    expect(found.findings[0]?.message).toMatch(/az and Python by REQUESTS_CA_BUNDLE .*Terraform.*curl/)
  })

  it('names a private authority that the step itself does not know', async () => {
    const found = await examined({ ...step(), AGENT_CAINFO: undefined, NODE_EXTRA_CA_CERTS: undefined })
    expect(found.mechanism).toBe('network')
    expect(idsOf(found)).toEqual(expect.arrayContaining(['certificates', 'reachable', 'connection', 'authorities']))
    expect(found.findings.find(({ id }) => id === 'certificates')?.message).toMatch(/'Contoso Zscaler Root', a product/)
  })

  it('names a clock that is 7 minutes behind', async () => {
    const found = await examined(step(), { behindBy: 420_000 })
    expect(found.mechanism).toBe('clock-skew')
    expect(found.findings.find(({ id }) => id === 'clock')?.message).toMatch(/7 min behind/)
  })

  it('names a job token that is not accepted any more', async () => {
    refusesJobToken = true
    try {
      const found = await examined(step())
      expect(found.mechanism).toBe('job-token')
      expect(idsOf(found)).toEqual(['job-token'])
    } finally {
      refusesJobToken = false
    }
  })

  it('names a job token that is not mapped, or was not replaced', async () => {
    for (const value of [undefined, '$(System.AccessToken)']) {
      const found = await examined({ ...step(), SYSTEM_ACCESSTOKEN: value })
      expect(found.mechanism).toBe('job-token')
      expect(idsOf(found)).toEqual(['can-ask'])
    }
  })

  it('claims nothing of a connection that nobody has named', async () => {
    const { text } = await call({ ...step(), AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: undefined }, { argv: [] })
    expect(text).toMatch(/^mintwell doctor: not tested[\s\S]*none is named; --connection NAME names it/)
  })

  it('names the permission that a job of GitHub Actions has not, once', async () => {
    const { HTTPS_PROXY, ...trust } = step()
    const kept = Object.entries(trust).filter(([name]) => !/^(?:SYSTEM|TF|AZURE)/.test(name))
    const found = await examined({ ...Object.fromEntries(kept), HTTPS_PROXY, GITHUB_ACTIONS: 'true' })
    expect(found.mechanism).toBe('job-token')
    expect(idsOf(found)).toEqual(['can-ask'])
  })

  it('finds in the output of a failing step that the service takes each token once', async () => {
    const log = join(folder, 'step.log')
    writeFileSync(log, 'HTTP 400 {"error":"invalid_client","error_description":"Token reuse detected"}\n')
    const found = await examined(step(), { argv: ['--json', '--failed-log', log] })
    expect(found.mechanism).toBe('spent')
  })
})

describe('what a step gives the doctor to repeat', () => {
  it('moves no cursor, is no command to the agent, and stays in its line', async () => {
    const hostile = '1\n##vso[task.complete]\u001b[2J'
    const { text } = await call({ ...step(), AGENT_VERSION: hostile, idToken: hostile }, { argv: ['--details'] })
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|##vso/u)
    expect(text).toMatch(/^✓ Azure Pipelines, agent 1\\n\*\*vso/m)
    const { text: json } = await call({ ...step(), AGENT_VERSION: hostile, AGENT_PROXYURL: hostile })
    expect(json.replaceAll('\n', '')).not.toMatch(/\p{Cc}|##vso/u)
  })
})

describe('the doctor elsewhere', () => {
  it('says what it could not look at outside a pipeline, and asks for nothing', async () => {
    const before = minted
    const { code, text } = await call(
      {
        PATH: folder,
        HTTPS_PROXY: proxyAddress,
        AGENT_CAINFO: authorityFile,
        NODE_EXTRA_CA_CERTS: authorityFile,
        REQUESTS_CA_BUNDLE: authorityFile,
        SSL_CERT_FILE: authorityFile,
      },
      { argv: [] },
    )
    expect(code).toBe(0)
    expect(text).toMatch(/^mintwell doctor: not tested[\s\S]*Not checked:[\s\S]*there is no job/)
    expect(minted).toBe(before)
  })

  it.each([
    [['--needs', 'soon'], /--needs takes a duration/],
    [['--for', 'nobody'], /--for takes entra, aws/],
  ])('refuses %j', async (argv, message) => {
    await expect(call({}, { argv })).rejects.toThrow(message)
  })
})
