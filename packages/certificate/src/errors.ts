/** What can go wrong when a certificate is asked for: each code with what happened and what to do next. */
export const certificateErrors = {
  ERR_CERTIFICATE_HOST: {
    message: 'A certificate cannot name this host',
    next: 'Give DNS names in ASCII (punycode for others), at most one leading wildcard label, and IP addresses without brackets, port or zone.',
  },
  ERR_CERTIFICATE_NAME: {
    message: 'A certificate authority needs a common name of 1 to 64 characters',
    next: 'Give a shorter name that says whose authority it is (RFC 5280, ub-common-name).',
  },
  ERR_CERTIFICATE_VALIDITY: {
    message: 'A certificate cannot be valid over this time',
    next: 'Give notBefore and notAfter in milliseconds since the epoch, between the years 1 and 9999, notBefore first.',
  },
} as const

/** The codes of {@link CertificateError}. */
export type CertificateErrorCode = keyof typeof certificateErrors

/** A certificate that cannot be made as asked; `data` says which value was refused. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError'
  readonly code: CertificateErrorCode
  readonly data: Readonly<Record<string, string | number>>
  /** What to do about it. */
  readonly next: string

  constructor(code: CertificateErrorCode, data: Readonly<Record<string, string | number>>) {
    const { message, next } = certificateErrors[code]
    const values = Object.entries(data).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    super(`${message}: ${values.join(', ')}. ${next}`)
    this.code = code
    this.data = data
    this.next = next
  }
}
