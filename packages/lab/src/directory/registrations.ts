import { createHash, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@mintwell/clock'
import type { Guid } from '../ground/guid.ts'
import type { CertificateCredential } from './certificate-credentials.ts'

/** A client secret. The secret itself is not kept. */
export interface PasswordCredential {
  readonly keyId: Guid
  readonly displayName: string | null
  /** The first three characters, which Graph shows. */
  readonly hint: string
  readonly startsAt: Instant
  readonly endsAt: Instant
  /** SHA-256 of the secret, in hex. */
  readonly digest: string
}

/** What an app registration has beside what Entra needs of it: when it was made, its secrets, and what Graph lets one write and read back. */
export interface Registration {
  readonly createdAt: Instant
  readonly passwords: readonly PasswordCredential[]
  readonly certificates?: readonly CertificateCredential[]
  /** Members of Graph's `application`, checked as far as the lab looks at them. */
  readonly properties: Readonly<Record<string, unknown>>
}

/** What a presented secret is worth. */
export type SecretVerdict = 'valid' | 'expired' | 'unknown'

/** The registrations of the lab's applications, by client id. */
export class Registrations {
  readonly #byClientId = new Map<Guid, Registration>()

  /** Makes an application's registration; the present one stays. */
  open(clientId: Guid, createdAt: Instant): Registration {
    return this.find(clientId) ?? this.put(clientId, { createdAt, passwords: [], properties: {} })
  }

  put(clientId: Guid, registration: Registration): Registration {
    this.#byClientId.set(clientId.toLowerCase(), registration)
    return registration
  }

  find(clientId: Guid): Registration | undefined {
    return this.#byClientId.get(clientId.toLowerCase())
  }

  /** All of them, with the client ids that they belong to. */
  entries(): IterableIterator<[Guid, Registration]> {
    return this.#byClientId.entries()
  }

  remove(clientId: Guid): void {
    this.#byClientId.delete(clientId.toLowerCase())
  }
}

/** Is this one of these client secrets, and is it within its time? For Entra's 7000215 and 7000222. */
export function checkSecret(passwords: readonly PasswordCredential[], secret: string, at: Instant): SecretVerdict {
  const digest = Buffer.from(digestOf(secret), 'hex')
  const match = passwords.find((password) => timingSafeEqual(Buffer.from(password.digest, 'hex'), digest))
  if (!match || at < match.startsAt) return 'unknown'
  return at < match.endsAt ? 'valid' : 'expired'
}

/** How a secret is kept. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
