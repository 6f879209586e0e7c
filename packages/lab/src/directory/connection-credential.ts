import { generateKeyPairSync } from 'node:crypto'
import { issueSigner } from '@mintwell/certificate'
import type { Instant } from '@mintwell/clock'
import { certificateCredential } from './certificate-credentials.ts'
import type { Directory } from './directory.ts'
import { digestOf } from './registrations.ts'
import type { ConnectionCredential } from './service-connections.ts'

/** The service makes secrets that end after two years, in milliseconds (learn.microsoft.com, "Troubleshoot Azure Resource Manager service connections"). */
const LIFETIME_MS = 2 * 365 * 24 * 60 * 60_000
/** Certificates are valid a little before they are used, as authorities make them. */
const BEFORE_MS = 300_000
const RSA_BITS = 2_048

/** Makes the secret or the certificate of a connection, and registers it with the application. */
export function makeConnectionCredential(
  directory: Directory,
  connection: { readonly id: string; readonly name: string; readonly clientId: string },
  kind: ConnectionCredential['kind'],
  at: Instant,
): ConnectionCredential {
  const { registrations } = directory
  const registration = registrations.open(connection.clientId, at)
  const keyId = directory.guid('connection credential', connection.id)
  if (kind === 'secret') {
    const secret = ['secret', 'of connection']
      .map((part) => directory.guid(part, connection.id))
      .join('')
      .replaceAll('-', '')
    const password = {
      keyId,
      displayName: connection.name,
      hint: secret.slice(0, 3),
      startsAt: at,
      endsAt: at + LIFETIME_MS,
      digest: digestOf(secret),
    }
    registrations.put(connection.clientId, { ...registration, passwords: [...registration.passwords, password] })
    return { kind, secret }
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: RSA_BITS })
  const der = issueSigner(privateKey, {
    commonName: connection.clientId,
    notBefore: at - BEFORE_MS,
    notAfter: at + LIFETIME_MS,
  }).toString('base64')
  const certificates = [
    ...(registration.certificates ?? []),
    certificateCredential(der, { keyId, displayName: connection.name }),
  ]
  registrations.put(connection.clientId, { ...registration, certificates })
  const lines = der.match(/.{1,64}/g)?.join('\n') ?? ''
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { kind, pem: `${key}-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` }
}
