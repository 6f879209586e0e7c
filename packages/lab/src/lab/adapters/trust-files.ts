import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'

/** Where systems keep their roots in one file: Debian and Alpine, Fedora, openSUSE, macOS and BSD. */
const SYSTEM_ROOTS = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Files with the roots of the system (or, where they are not in one file, those of Node) and one more authority. */
export interface TrustFiles {
  /** PEM, for `SSL_CERT_FILE` and its kin. */
  readonly bundle: string
  /** PEM: the one authority. */
  readonly authority: string
  /** A key store of Java. */
  readonly keyStore: string
  /** A configuration of wget, which reads no variable for authorities. */
  readonly wgetConfiguration: string
}

/** Writes what programs read in order to trust an authority beside the system's. */
export function writeTrustFiles(files: TrustFiles, authorityPem: string): void {
  const systemFile = SYSTEM_ROOTS.find((candidate) => existsSync(candidate))
  const roots = systemFile ? readFileSync(systemFile, 'utf8') : rootCertificates.join('\n')
  const bundle = `${roots.trimEnd()}\n${authorityPem}`
  writeFileSync(files.bundle, bundle, { mode: 0o600 })
  writeFileSync(files.authority, authorityPem, { mode: 0o600 })
  writeFileSync(files.keyStore, javaKeyStore(bundle), { mode: 0o600 })
  writeFileSync(files.wgetConfiguration, `ca_certificate = ${files.bundle}\n`, { mode: 0o600 })
}

/** The first bytes of a JKS file, its version, and what marks an entry as a trusted certificate (OpenJDK, JavaKeyStore.java). */
const MAGIC = 0xfeedfeed
const VERSION = 2
const TRUSTED_CERTIFICATE = 2
/** The password that Java's own key store of authorities has; it protects nothing, and those who only read it need none. */
const PASSWORD = 'changeit'
/** What is hashed between password and content. */
const WHITENER = 'Mighty Aphrodite'

/** Certificates in PEM as a JKS file, as OpenJDK reads it: entries, and a SHA-1 over password and content. */
function javaKeyStore(pem: string): Buffer {
  const certificates = [...pem.matchAll(/-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/g)]
  const parts = [integers(MAGIC, VERSION, certificates.length)]
  for (const [index, [, body = '']] of certificates.entries()) {
    const der = Buffer.from(body, 'base64')
    parts.push(integers(TRUSTED_CERTIFICATE), text(`authority-${index}`), Buffer.alloc(8), text('X.509'))
    parts.push(integers(der.length), der)
  }
  const content = Buffer.concat(parts)
  const password = Buffer.from(PASSWORD, 'utf16le').swap16()
  return Buffer.concat([content, createHash('sha1').update(password).update(WHITENER).update(content).digest()])
}

function integers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return bytes
}

/** ASCII behind its length, as Java's DataOutput writes it. */
function text(value: string): Buffer {
  const bytes = Buffer.alloc(2 + value.length)
  bytes.writeUInt16BE(value.length, 0)
  bytes.write(value, 2, 'latin1')
  return bytes
}
