import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { CertificateError } from './errors.ts'
import {
  authorityExtensions,
  certificatePem,
  distinguishedName,
  keyIdentifier,
  type RandomBytes,
  serialNumber,
  signCertificate,
  type Validity,
} from './x509.ts'

/** The longest common name (RFC 5280 Appendix A, ub-common-name). */
export const LONGEST_COMMON_NAME = 64

/** Whose authority it is, and from when to when. */
export interface AuthorityOptions extends Validity {
  /** What people see who open the certificate; let it say that this is a lab's and no public authority. */
  readonly commonName: string
  /** Where the serial number's bytes come from; `randomBytes` of node:crypto by default. */
  readonly randomBytes?: RandomBytes
}

/** A certificate authority: its own certificate, and the key that signs its leaves. */
export interface Authority {
  readonly commonName: string
  readonly certificatePem: string
  /** PKCS #8. A secret: whoever has it can stand in for every host to those who trust the authority. */
  readonly privateKeyPem: string
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
}

/**
 * Makes a self-signed certificate authority with a new P-256 key, which may sign leaves and no further authority (path length 0).
 * Accepted by OpenSSL (also with `-x509_strict`), Node, Python (also with `VERIFY_X509_STRICT`, the default from 3.13) [measured].
 *
 * @throws CertificateError `ERR_CERTIFICATE_NAME`, `ERR_CERTIFICATE_VALIDITY`
 * @example
 * const authority = createAuthority({ commonName: 'Example lab', notBefore: now, notAfter: now + 86_400_000 })
 */
export function createAuthority(options: AuthorityOptions): Authority {
  const { commonName } = options
  if (commonName.length === 0 || commonName.length > LONGEST_COMMON_NAME) {
    throw new CertificateError('ERR_CERTIFICATE_NAME', { commonName: commonName.slice(0, 200) })
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const name = distinguishedName(commonName)
  const certificate = signCertificate(
    {
      serial: serialNumber(options.randomBytes ?? randomBytes),
      issuer: name,
      subject: name,
      validity: options,
      publicKey,
      extensions: authorityExtensions(keyIdentifier(publicKey)),
    },
    privateKey,
  )
  return {
    commonName,
    certificatePem: certificatePem(certificate),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
    publicKey,
  }
}
