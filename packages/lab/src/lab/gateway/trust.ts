import { join } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import { type Authority, createAuthority, issueLeaf } from '@mintwell/certificate'
import { CLOCK_RANGE } from '../../ground/clock-range.ts'
import { writeTrustFiles } from '../adapters/trust-files.ts'

/** Clients check certificates against the clock that they see, and a lab's can be set: its certificates are valid wherever it can be. */
const VALIDITY = { notBefore: CLOCK_RANGE.first, notAfter: CLOCK_RANGE.last }

/** The lab's own certificate authority, what children trust, and a certificate per host name. */
export interface Trust {
  /** PEM: the system's roots and the lab's authority, for `SSL_CERT_FILE` and its kin. */
  readonly bundleFile: string
  /** PEM: the lab's authority alone, for Node, which has roots of its own: with the system's besides, each process of Node reads 145 certificates, in 30 to 50 ms (measured). */
  readonly authorityFile: string
  /** The bundle as a key store of Java, and as a configuration of wget. */
  readonly keyStoreFile: string
  readonly wgetConfigurationFile: string
  readonly authorityPem: string
  contextFor(host: string): SecureContext
}

/** Makes an authority for this lab alone and writes what children trust into `directory`. The authority is in no system store, and its key never leaves memory. */
export function createTrust(directory: string): Trust {
  const authority: Authority = createAuthority({
    commonName: 'Mintwell lab (not a public authority)',
    ...VALIDITY,
  })
  const bundleFile = join(directory, 'ca-bundle.pem')
  const authorityFile = join(directory, 'ca.pem')
  const keyStoreFile = join(directory, 'ca-bundle.jks')
  const wgetConfigurationFile = join(directory, 'wgetrc')
  const files = {
    bundle: bundleFile,
    authority: authorityFile,
    keyStore: keyStoreFile,
    wgetConfiguration: wgetConfigurationFile,
  }
  writeTrustFiles(files, authority.certificatePem)
  const contexts = new Map<string, SecureContext>()
  return {
    bundleFile,
    authorityFile,
    keyStoreFile,
    wgetConfigurationFile,
    authorityPem: authority.certificatePem,
    contextFor(host) {
      let context = contexts.get(host)
      if (!context) {
        const hosts = host === 'localhost' ? ['localhost', '127.0.0.1', '::1'] : [host]
        const leaf = issueLeaf(authority, { hosts, ...VALIDITY })
        context = createSecureContext({ cert: leaf.certificatePem, key: leaf.privateKeyPem })
        contexts.set(host, context)
      }
      return context
    },
  }
}
