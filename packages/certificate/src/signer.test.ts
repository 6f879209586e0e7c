import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { issueSigner } from './signer.ts'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const options = {
  commonName: 'Example lab',
  notBefore: Date.parse('2025-01-01T00:00:00Z'),
  notAfter: Date.parse('2049-12-31T23:59:59Z'),
}

describe('the certificate of a key that signs tokens', () => {
  it('is signed by the key itself and holds it, over the time that was asked for', () => {
    const certificate = new X509Certificate(issueSigner(privateKey, options))
    expect(certificate.verify(createPublicKey(privateKey))).toBe(true)
    expect(certificate.publicKey.equals(createPublicKey(privateKey))).toBe(true)
    expect([certificate.subject, certificate.issuer]).toEqual(['CN=Example lab', 'CN=Example lab'])
    expect([Date.parse(certificate.validFrom), Date.parse(certificate.validTo)]).toEqual([
      options.notBefore,
      options.notAfter,
    ])
    expect(certificate.ca).toBe(false)
  })

  it('is the same each time it is made, and another one for another key', () => {
    expect(issueSigner(privateKey, options)).toEqual(issueSigner(privateKey, options))
    const other = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey
    expect(new X509Certificate(issueSigner(other, options)).serialNumber).not.toBe(
      new X509Certificate(issueSigner(privateKey, options)).serialNumber,
    )
  })

  it('needs a name of 1 to 64 characters', () => {
    for (const commonName of ['', 'n'.repeat(65)]) {
      expect(() => issueSigner(privateKey, { ...options, commonName })).toThrow(
        expect.objectContaining({ code: 'ERR_CERTIFICATE_NAME' }),
      )
    }
  })
})
