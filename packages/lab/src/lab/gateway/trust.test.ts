import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, rootCertificates, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTrust, type Trust } from './trust.ts'

let directory: string
let trust: Trust

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-trust-'))
  trust = createTrust(directory)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const pemBlocks = (text: string) => text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []

/** The certificate that a client sees which asks for a name and trusts the authority of the lab alone. */
async function certificateFor(host: string): Promise<X509Certificate> {
  const server = createServer({
    SNICallback: (_name, give) => give(null, trust.contextFor(host)),
    secureContext: trust.contextFor(host),
  } as Parameters<typeof createServer>[0])
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const socket: TLSSocket = connect({ port, host: '127.0.0.1', servername: host, ca: trust.authorityPem })
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerX509Certificate() as X509Certificate
  socket.destroy()
  server.close()
  return certificate
}

describe('what the children of a lab trust', () => {
  it('is the roots of the system and the authority of this lab, behind each other in one file of their own', () => {
    const blocks = pemBlocks(readFileSync(trust.bundleFile, 'utf8'))
    const system = '/etc/ssl/certs/ca-certificates.crt'
    const roots = existsSync(system) ? pemBlocks(readFileSync(system, 'utf8')) : rootCertificates
    expect(blocks).toHaveLength(roots.length + 1)
    expect(blocks.at(-1)).toBe(trust.authorityPem.trim())
    expect(statSync(trust.bundleFile).mode & 0o777).toBe(0o600)
  })

  it('says of itself that it is a lab, and lets no key reach the disk', () => {
    expect(new X509Certificate(trust.authorityPem).subject).toContain('Mintwell lab')
    for (const name of readdirSync(directory))
      expect(readFileSync(join(directory, name), 'utf8')).not.toContain('PRIVATE KEY')
  })

  it('is another for every lab', () => {
    const other = mkdtempSync(join(tmpdir(), 'mintwell-trust-'))
    expect(createTrust(other).authorityPem).not.toBe(trust.authorityPem)
    rmSync(other, { recursive: true })
  })

  it('is valid whenever the clock may be set to: from 1990 to 2090, for the authority and for the hosts', async () => {
    for (const certificate of [new X509Certificate(trust.authorityPem), await certificateFor('service.test')]) {
      expect(Date.parse(certificate.validFrom)).toBeLessThanOrEqual(Date.UTC(1990, 0, 1))
      expect(Date.parse(certificate.validTo)).toBeGreaterThanOrEqual(Date.UTC(2090, 0, 1))
    }
  })
})

describe('the certificate of a host', () => {
  it('is for that name alone, and verifies against the authority', async () => {
    const certificate = await certificateFor('service.test')
    expect(certificate.subjectAltName).toBe('DNS:service.test')
    expect(certificate.verify(new X509Certificate(trust.authorityPem).publicKey)).toBe(true)
  })

  it('is for the addresses of loopback too when the host is localhost', async () => {
    const { subjectAltName } = await certificateFor('localhost')
    expect(subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1')
  })

  it('is made once', () => {
    expect(trust.contextFor('service.test')).toBe(trust.contextFor('service.test'))
    expect(trust.contextFor('service.test')).not.toBe(trust.contextFor('other.test'))
  })
})
