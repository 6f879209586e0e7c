import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { rootCertificates } from 'node:tls'

/** Where systems keep their roots in one file: Debian and Alpine, Fedora, openSUSE, macOS and BSD. */
const SYSTEM_ROOTS = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Writes the roots of the system (or, where they are not in one file, those of Node) and one more authority into a file for `SSL_CERT_FILE` and its kin. */
export function writeTrustBundle(file: string, authorityPem: string): void {
  const systemFile = SYSTEM_ROOTS.find((candidate) => existsSync(candidate))
  const roots = systemFile ? readFileSync(systemFile, 'utf8') : rootCertificates.join('\n')
  writeFileSync(file, `${roots.trimEnd()}\n${authorityPem}`, { mode: 0o600 })
}
