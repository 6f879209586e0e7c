import { createPrivateKey, X509Certificate } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type AuthorityOptions, CertificateError, certificateErrors, createAuthority, issueLeaf } from './index.ts'

const HOUR = 3_600_000
const now = Date.now()
const validity = { notBefore: now - HOUR, notAfter: now + 24 * HOUR }
const authority = createAuthority({ commonName: 'Test lab (not a public authority)', ...validity })
const leaf = issueLeaf(authority, { hosts: ['localhost', '*.example.test', '127.0.0.1', '::1'], ...validity })

const code = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error instanceof CertificateError ? error.code : error
  }
  return 'no error'
}

describe('A certificate authority', () => {
  const certificate = new X509Certificate(authority.certificatePem)

  test('It is an X.509 certificate for an authority, signed by itself, and says whose it is.', () => {
    expect(certificate.ca).toBe(true)
    expect(certificate.subject).toBe('CN=Test lab (not a public authority)')
    expect(certificate.issuer).toBe(certificate.subject)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
  })

  test('Its private key is the one that its certificate names.', () => {
    expect(certificate.checkPrivateKey(createPrivateKey(authority.privateKeyPem))).toBe(true)
  })

  test('Two authorities of one name have different keys and serial numbers.', () => {
    const other = createAuthority({ commonName: 'Test lab (not a public authority)', ...validity })
    const otherCertificate = new X509Certificate(other.certificatePem)
    expect(otherCertificate.serialNumber).not.toBe(certificate.serialNumber)
    expect(certificate.verify(otherCertificate.publicKey)).toBe(false)
  })

  test.each([0x00, 0xff])('The serial number is positive and 16 bytes long when all random bytes are %i.', (byte) => {
    const randomBytes = (count: number) => new Uint8Array(count).fill(byte)
    const made = createAuthority({ commonName: 'Serial', ...validity, randomBytes })
    const serial = new X509Certificate(made.certificatePem).serialNumber
    expect(serial).toHaveLength(32)
    expect(Number.parseInt(serial.slice(0, 2), 16)).toBe(byte === 0 ? 0x40 : 0x7f)
  })

  test('An empty name and one over 64 characters are refused.', () => {
    expect(code(() => createAuthority({ commonName: '', ...validity }))).toBe('ERR_CERTIFICATE_NAME')
    expect(code(() => createAuthority({ commonName: 'x'.repeat(65), ...validity }))).toBe('ERR_CERTIFICATE_NAME')
  })

  test.each<Pick<AuthorityOptions, 'notBefore' | 'notAfter'>>([
    { notBefore: now, notAfter: now - 1 },
    { notBefore: Number.NaN, notAfter: now },
    { notBefore: now, notAfter: Number.POSITIVE_INFINITY },
    { notBefore: now, notAfter: Date.UTC(10_000, 0, 1) },
    { notBefore: Date.parse('0001-01-01T00:00:00Z') - 1, notAfter: now },
  ])('A validity that a certificate cannot say is refused: $notBefore to $notAfter.', (times) => {
    expect(code(() => createAuthority({ commonName: 'Times', ...times }))).toBe('ERR_CERTIFICATE_VALIDITY')
  })
})

describe('A leaf', () => {
  const certificate = new X509Certificate(leaf.certificatePem)

  test('It is for its hosts, by name and by address, and for no other.', () => {
    expect(certificate.ca).toBe(false)
    expect(certificate.checkHost('localhost')).toBe('localhost')
    expect(certificate.checkHost('a.example.test')).toBe('*.example.test')
    expect(certificate.checkHost('example.org')).toBeUndefined()
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate.checkIP('::1')).toBe('::1')
    expect(certificate.checkIP('127.0.0.2')).toBeUndefined()
  })

  test('It is issued and signed by the authority.', () => {
    const issuer = new X509Certificate(authority.certificatePem)
    expect(certificate.checkIssued(issuer)).toBe(true)
    expect(certificate.verify(issuer.publicKey)).toBe(true)
  })

  test.each([
    ['2001:db8::8:800:200c:417a', '2001:DB8:0:0:8:800:200C:417A'],
    ['::ffff:192.0.2.33', '0:0:0:0:0:FFFF:C000:221'],
    ['fe80::', 'FE80:0:0:0:0:0:0:0'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ])('The address %s is written as its 16 bytes.', (host, printed) => {
    const made = new X509Certificate(issueLeaf(authority, { hosts: [host], ...validity }).certificatePem)
    expect(made.subjectAltName).toBe(`IP Address:${printed}`)
  })

  test('It keeps its times to the second, before 2050 and after.', () => {
    const notBefore = Date.parse('1990-01-01T00:00:00Z')
    const notAfter = Date.parse('2090-01-01T00:00:00Z')
    const made = new X509Certificate(issueLeaf(authority, { hosts: ['localhost'], notBefore, notAfter }).certificatePem)
    expect(Date.parse(made.validFrom)).toBe(notBefore)
    expect(Date.parse(made.validTo)).toBe(notAfter)
  })

  test('It takes a key that is there already.', () => {
    const second = issueLeaf(authority, { hosts: ['b.test'], ...validity, privateKey: leaf.privateKey })
    expect(second.privateKeyPem).toBe(leaf.privateKeyPem)
    expect(new X509Certificate(second.certificatePem).checkPrivateKey(leaf.privateKey)).toBe(true)
  })

  test.each([
    '',
    '*',
    'a..b',
    '-a.test',
    'a-.test',
    'a b.test',
    'bücher.example',
    'http://a.test',
    'a.test:443',
    '[::1]',
    '1.2.3',
    '256.1.1.1',
    'fe80::1%eth0',
    'a.*.test',
    `${'a'.repeat(64)}.test`,
    `${'a.'.repeat(130)}test`,
  ])('A host that no certificate can name is refused: %j.', (host) => {
    expect(code(() => issueLeaf(authority, { hosts: [host], ...validity }))).toBe('ERR_CERTIFICATE_HOST')
  })

  test('A leaf for no host is refused.', () => {
    expect(code(() => issueLeaf(authority, { hosts: [], ...validity }))).toBe('ERR_CERTIFICATE_HOST')
  })

  test('No error about a certificate has a private key in it.', () => {
    for (const [name, entry] of Object.entries(certificateErrors)) {
      expect(name).toMatch(/^ERR_CERTIFICATE_/)
      expect(entry.next).not.toBe('')
    }
    const error = new CertificateError('ERR_CERTIFICATE_HOST', { host: 'a b' })
    expect(error.message).toContain('"a b"')
    expect(error.message).not.toContain('PRIVATE KEY')
  })
})
