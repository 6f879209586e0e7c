import { execFile, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAuthority, issueLeaf } from './index.ts'

const HOUR = 3_600_000
const now = Date.now()
const validity = { notBefore: now - HOUR, notAfter: now + 24 * HOUR }
const authority = createAuthority({ commonName: 'Test lab (not a public authority)', ...validity })
const leaf = issueLeaf(authority, { hosts: ['localhost', '*.example.test', '127.0.0.1', '::1'], ...validity })

describe('TLS with a leaf', () => {
  const server = createServer({ cert: leaf.certificatePem, key: leaf.privateKeyPem }, (socket) => socket.end('hello'))
  let port = 0
  beforeAll(async () => {
    server.on('tlsClientError', () => {})
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  })
  afterAll(() => server.close())

  const greet = (options: { servername?: string; host: string; ca?: string }) =>
    new Promise<string>((resolve) => {
      const socket: TLSSocket = connect({ port, ...options })
      let text = ''
      socket.setEncoding('utf8')
      socket.on('data', (chunk: string) => {
        text += chunk
      })
      socket.on('end', () => resolve(text))
      socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'no code'))
    })

  test('A Node client that trusts the authority accepts it, by name, by wildcard and by address.', async () => {
    const ca = authority.certificatePem
    expect(await greet({ host: '127.0.0.1', servername: 'localhost', ca })).toBe('hello')
    expect(await greet({ host: '127.0.0.1', servername: 'deep.example.test', ca })).toBe('hello')
    expect(await greet({ host: '127.0.0.1', ca })).toBe('hello')
  })

  test('A Node client refuses it for another host, and when it trusts no such authority.', async () => {
    expect(await greet({ host: '127.0.0.1', servername: 'other.test', ca: authority.certificatePem })).toBe(
      'ERR_TLS_CERT_ALTNAME_INVALID',
    )
    expect(await greet({ host: '127.0.0.1', servername: 'localhost' })).toMatch(/UNABLE_TO_VERIFY|SELF_SIGNED/)
  })

  const hasPython = spawnSync('python3', ['-c', 'import ssl']).status === 0
  const python = hasPython ? '' : ' (skipped: no python3 with ssl on PATH)'
  test.skipIf(!hasPython)(`Python's ssl accepts it with VERIFY_X509_STRICT${python}.`, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'certificate-'))
    try {
      writeFileSync(join(directory, 'ca.pem'), authority.certificatePem)
      const program = [
        'import socket, ssl, sys',
        'context = ssl.create_default_context(cafile=sys.argv[1])',
        'context.verify_flags |= ssl.VERIFY_X509_STRICT',
        'raw = socket.create_connection(("127.0.0.1", int(sys.argv[2])))',
        'print(context.wrap_socket(raw, server_hostname=sys.argv[3]).recv(5).decode())',
      ].join('\n')
      for (const host of ['localhost', '127.0.0.1']) {
        const args = ['-c', program, join(directory, 'ca.pem'), String(port), host]
        expect((await promisify(execFile)('python3', args)).stdout.trim()).toBe('hello')
      }
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const openssl = hasOpenssl ? '' : ' (skipped: no openssl on PATH)'

describe.skipIf(!hasOpenssl)(`OpenSSL${openssl}`, () => {
  const directory = mkdtempSync(join(tmpdir(), 'certificate-'))
  const file = (name: string, text: string) => {
    const path = join(directory, name)
    writeFileSync(path, text)
    return path
  }
  const ca = file('ca.pem', authority.certificatePem)
  const run = (...args: string[]) => spawnSync('openssl', args, { encoding: 'utf8' })
  afterAll(() => rmSync(directory, { recursive: true }))

  test('openssl verify accepts a leaf in strict mode, for a server, by name and by address.', () => {
    const path = file('leaf.pem', leaf.certificatePem)
    const strict = ['verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', ca]
    for (const check of [
      ['-verify_hostname', 'localhost'],
      ['-verify_ip', '::1'],
    ]) {
      const { status, stdout, stderr } = run(...strict, ...check, path)
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: `${path}: OK\n`, stderr: '' })
    }
    expect(run(...strict, '-verify_hostname', 'other.test', path).status).not.toBe(0)
  })

  test('openssl verify accepts a leaf whose first host is too long for a common name: the names are critical then.', () => {
    const host = `${'a'.repeat(60)}.example.test`
    const path = file('long.pem', issueLeaf(authority, { hosts: [host], ...validity }).certificatePem)
    expect(run('verify', '-x509_strict', '-verify_hostname', host, '-CAfile', ca, path).status).toBe(0)
    expect(run('x509', '-in', path, '-noout', '-text').stdout).toContain('X509v3 Subject Alternative Name: critical')
  })

  test('openssl x509 -text prints each extension as it was meant.', () => {
    const printed = run('x509', '-in', file('leaf.pem', leaf.certificatePem), '-noout', '-text').stdout
    expect(printed).toContain('Version: 3 (0x2)')
    expect(printed).toContain('Signature Algorithm: ecdsa-with-SHA256')
    expect(printed).toMatch(/Basic Constraints: critical\s+CA:FALSE/)
    expect(printed).toMatch(/Key Usage: critical\s+Digital Signature\n/)
    expect(printed).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication\n/)
    expect(printed).toMatch(/Subject Alternative Name:\s+DNS:localhost, DNS:\*\.example\.test, IP Address:127\.0\.0\.1/)
    const authorityPrinted = run('x509', '-in', ca, '-noout', '-text').stdout
    expect(authorityPrinted).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/)
    expect(authorityPrinted).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/)
    const subjectId = /Subject Key Identifier:\s+(\S+)/.exec(authorityPrinted)?.[1]
    expect(/Authority Key Identifier:\s+(?:keyid:)?(\S+)/.exec(printed)?.[1]).toBe(subjectId)
  })

  test('openssl asn1parse reads a certificate whose times lie before and after 2050.', () => {
    const times = { notBefore: Date.UTC(1990, 0, 1), notAfter: Date.UTC(2090, 0, 1) }
    const path = file('century.pem', createAuthority({ commonName: 'Century', ...times }).certificatePem)
    const { status, stdout } = run('asn1parse', '-in', path)
    expect(status).toBe(0)
    expect(stdout).toMatch(/UTCTIME\s+:900101000000Z/)
    expect(stdout).toMatch(/GENERALIZEDTIME\s+:20900101000000Z/)
  })

  test('A leaf does not pass as an authority for another leaf.', () => {
    const impostor = { ...authority, commonName: 'localhost', privateKey: leaf.privateKey }
    const path = file('forged.pem', issueLeaf(impostor, { hosts: ['forged.test'], ...validity }).certificatePem)
    const untrusted = file('leaf.pem', leaf.certificatePem)
    expect(run('verify', '-CAfile', ca, '-untrusted', untrusted, path).status).not.toBe(0)
  })
})
