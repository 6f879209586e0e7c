import { createHash, type KeyObject, sign } from 'node:crypto'
import {
  bitString,
  booleanTrue,
  certificateTime,
  constructedContext,
  nothing,
  objectIdentifier,
  octetString,
  primitiveContext,
  sequence,
  setOf,
  unsignedInteger,
  utf8String,
} from './der.ts'
import { CertificateError } from './errors.ts'

/** Random bytes, `count` of them; `randomBytes` of node:crypto in life, a fixed row in tests. */
export type RandomBytes = (count: number) => Uint8Array

/** From when to when a certificate is valid, both inclusive, in milliseconds since the epoch; whole seconds are kept (RFC 5280 §4.1.2.5). */
export interface Validity {
  readonly notBefore: number
  readonly notAfter: number
}

/** Object identifiers: RFC 5280 §4.2 for the extensions, RFC 5758 §3.2 and RFC 4055 §5 for the signature, X.520 for the names. */
const OID = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256WithRsa: '1.2.840.113549.1.1.11',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const

/** 128 bits: well over the 64 that CA/Browser Forum asks for, and under the 20 octets of RFC 5280 §4.1.2.2. */
const SERIAL_BYTES = 16
/** The year 1 and the end of 9999: what four digits of a year can say. */
const EARLIEST = Date.parse('0001-01-01T00:00:00Z')
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59)

/** What goes into a certificate besides the signature. */
export interface CertificateContent {
  readonly serial: Uint8Array
  /** Name values, already DER. */
  readonly issuer: Uint8Array
  readonly subject: Uint8Array
  readonly validity: Validity
  readonly publicKey: KeyObject
  /** Extension values, already DER, in order. */
  readonly extensions: readonly Uint8Array[]
}

/**
 * Writes and signs an X.509 v3 certificate (RFC 5280 §4.1) with ECDSA or RSA, as the key is, and SHA-256; gives its DER form.
 *
 * @throws CertificateError `ERR_CERTIFICATE_VALIDITY`
 */
export function signCertificate(content: CertificateContent, signingKey: KeyObject): Buffer {
  const algorithm =
    signingKey.asymmetricKeyType === 'rsa'
      ? sequence(objectIdentifier(OID.sha256WithRsa), nothing())
      : sequence(objectIdentifier(OID.ecdsaWithSha256))
  const toBeSigned = sequence(
    constructedContext(0, unsignedInteger(Uint8Array.of(2))),
    unsignedInteger(content.serial),
    algorithm,
    content.issuer,
    validityValue(content.validity),
    content.subject,
    content.publicKey.export({ type: 'spki', format: 'der' }),
    constructedContext(3, sequence(...content.extensions)),
  )
  return sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, signingKey)))
}

function validityValue({ notBefore, notAfter }: Validity): Buffer {
  const fits = (instant: number) => Number.isFinite(instant) && instant >= EARLIEST && instant <= LATEST
  if (!fits(notBefore) || !fits(notAfter) || notBefore > notAfter) {
    throw new CertificateError('ERR_CERTIFICATE_VALIDITY', { notBefore, notAfter })
  }
  return sequence(certificateTime(notBefore), certificateTime(notAfter))
}

/** A random serial number: positive, and of full length whatever the random bytes are. */
export function serialNumber(randomBytes: RandomBytes): Uint8Array {
  const bytes = Uint8Array.from(randomBytes(SERIAL_BYTES))
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes
}

/** A Name of one common name, or of nothing (RFC 5280 §4.1.2.4). */
export function distinguishedName(commonName: string | undefined): Buffer {
  if (commonName === undefined) return sequence()
  return sequence(setOf(sequence(objectIdentifier(OID.commonName), utf8String(commonName))))
}

/** The key identifier: the first 160 bits of the SHA-256 of the public key's bits (RFC 7093 §2, method 1). */
export function keyIdentifier(publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  // An uncompressed P-256 point, 0x04 and two coordinates of 32 bytes, ends the SPKI of such a key (RFC 5480 §2.2).
  return createHash('sha256').update(spki.subarray(-65)).digest().subarray(0, 20)
}

function extension(oid: string, critical: boolean, value: Uint8Array): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [booleanTrue()] : []), octetString(value))
}

/** The extensions of an authority that signs leaves and nothing else: CA, path length 0, keyCertSign and cRLSign. */
export function authorityExtensions(identifier: Uint8Array): readonly Buffer[] {
  return [
    extension(OID.basicConstraints, true, sequence(booleanTrue(), unsignedInteger(Uint8Array.of(0)))),
    extension(OID.keyUsage, true, bitString(Uint8Array.of(0b0000_0110), 1)),
    extension(OID.subjectKeyIdentifier, false, octetString(identifier)),
    extension(OID.authorityKeyIdentifier, false, sequence(primitiveContext(0, identifier))),
  ]
}

/** The one extension of a certificate that signs tokens: the key's identifier, from the whole of its SPKI (RFC 7093 §2, method 4). */
export function signerExtensions(publicKey: KeyObject): readonly Buffer[] {
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const identifier = createHash('sha256').update(spki).digest().subarray(0, 20)
  return [extension(OID.subjectKeyIdentifier, false, octetString(identifier))]
}

/** What a leaf's extensions say. */
export interface LeafExtensions {
  readonly subjectIdentifier: Uint8Array
  readonly authorityIdentifier: Uint8Array
  /** GeneralName values, already DER. */
  readonly names: readonly Uint8Array[]
  /** True where the subject is empty: then the names must be critical (RFC 5280 §4.1.2.6). */
  readonly namesCritical: boolean
}

/** The extensions of a TLS server's certificate: no CA, digitalSignature, serverAuth, its names, and both key identifiers. */
export function leafExtensions(leaf: LeafExtensions): readonly Buffer[] {
  return [
    extension(OID.basicConstraints, true, sequence()),
    extension(OID.keyUsage, true, bitString(Uint8Array.of(0b1000_0000), 7)),
    extension(OID.extendedKeyUsage, false, sequence(objectIdentifier(OID.serverAuth))),
    extension(OID.subjectAltName, leaf.namesCritical, sequence(...leaf.names)),
    extension(OID.subjectKeyIdentifier, false, octetString(leaf.subjectIdentifier)),
    extension(OID.authorityKeyIdentifier, false, sequence(primitiveContext(0, leaf.authorityIdentifier))),
  ]
}

/** The PEM form of a certificate (RFC 7468 §5): lines of 64. */
export function certificatePem(certificate: Uint8Array): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
