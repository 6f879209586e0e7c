import { X509Certificate } from 'node:crypto'
import type { Instant } from '@mintwell/clock'
import { LabError } from '../ground/errors.ts'
import type { Guid } from '../ground/guid.ts'

/** A certificate with which an application shows who it is. The public part alone; who holds the private key is the application. */
export interface CertificateCredential {
  readonly keyId: Guid
  readonly displayName: string | null
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** SHA-1 of the certificate, in hex, upper case: what Entra calls its thumbprint. */
  readonly thumbprint: string
  /** SHA-256 of the certificate, in base64url: `x5t#S256`. */
  readonly thumbprintSha256: string
  /** The certificate itself: DER in base64. */
  readonly certificate: string
}

/**
 * Reads a certificate, in PEM or as DER in base64, as a credential. Throws `ERR_CREDENTIAL_INVALID` when it is not a certificate, or not an RSA one: client
 * assertions are signed with RSA (Microsoft Learn, certificate credentials).
 */
export function certificateCredential(
  certificate: string,
  about: { readonly keyId: Guid; readonly displayName?: string },
): CertificateCredential {
  const parsed = parse(certificate)
  if (parsed.publicKey.asymmetricKeyType !== 'rsa') invalid('an RSA certificate')
  return {
    keyId: about.keyId,
    displayName: about.displayName ?? null,
    startsAt: Date.parse(parsed.validFrom),
    endsAt: Date.parse(parsed.validTo),
    thumbprint: parsed.fingerprint.replaceAll(':', ''),
    thumbprintSha256: Buffer.from(parsed.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
    certificate: parsed.raw.toString('base64'),
  }
}

function parse(certificate: string): X509Certificate {
  try {
    return new X509Certificate(certificate.includes('-----BEGIN') ? certificate : Buffer.from(certificate, 'base64'))
  } catch {
    return invalid('a certificate in PEM, or as DER in base64')
  }
}

function invalid(rule: string): never {
  throw new LabError('ERR_CREDENTIAL_INVALID', { field: 'certificate', value: '…', rule })
}
