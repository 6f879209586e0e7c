import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { LONGEST_COMMON_NAME } from './authority.ts'
import { CertificateError } from './errors.ts'
import { distinguishedName, serialNumber, signCertificate, signerExtensions, type Validity } from './x509.ts'

/** Whose tokens are signed, and from when to when. */
export interface SignerOptions extends Validity {
  readonly commonName: string
}

/**
 * Makes the certificate in which a token service publishes a key (`x5c` of a JWK, RFC 7517 §4.7): self-signed, and the same for the same RSA key and
 * options, so that it need not be stored: the serial number follows from the key, and this signature has no random part. Gives its DER form.
 *
 * @throws CertificateError `ERR_CERTIFICATE_NAME`, `ERR_CERTIFICATE_VALIDITY`
 * @example
 * const x5c = [issueSigner(privateKey, { commonName: 'Example lab', notBefore, notAfter }).toString('base64')]
 */
export function issueSigner(privateKey: KeyObject, options: SignerOptions): Buffer {
  const { commonName } = options
  if (commonName.length === 0 || commonName.length > LONGEST_COMMON_NAME) {
    throw new CertificateError('ERR_CERTIFICATE_NAME', { commonName: commonName.slice(0, 200) })
  }
  const publicKey = createPublicKey(privateKey)
  const digest = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
  const name = distinguishedName(commonName)
  return signCertificate(
    {
      serial: serialNumber((count) => digest.subarray(0, count)),
      issuer: name,
      subject: name,
      validity: options,
      publicKey,
      extensions: signerExtensions(publicKey),
    },
    privateKey,
  )
}
