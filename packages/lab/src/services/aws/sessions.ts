import { createHash } from 'node:crypto'
import type { Clock, Instant } from '@mintwell/clock'
import type { ByteSource } from '../../ground/random.ts'

/** Temporary credentials. They are no real ones, but have their form. */
export interface SessionCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly expiresAt: Instant
}

/** Whom credentials are for. */
export interface SessionIdentity {
  readonly account: string
  /** Of the assumed role. */
  readonly arn: string
  /** The role's id and the session's name. */
  readonly userId: string
}

interface Session extends SessionIdentity {
  readonly sessionToken: string
  readonly expiresAt: Instant
}

/** Random bytes of a session token before encoding: as long as those of real ones, whose form nobody may rely on. */
const SESSION_TOKEN_BYTES = 384
/** Sessions that are remembered. A choice of the lab. */
const SESSIONS_REMEMBERED = 10_000
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The sessions that the lab's token service has opened. */
export class Sessions {
  readonly #clock: Clock
  readonly #random: ByteSource
  readonly #byAccessKey = new Map<string, Session>()

  constructor(ports: { readonly clock: Clock; readonly random: ByteSource }) {
    this.#clock = ports.clock
    this.#random = ports.random
  }

  open(identity: SessionIdentity, lifetimeSeconds: number): SessionCredentials {
    const expiresAt = Math.floor(this.#clock.now() / 1_000) * 1_000 + lifetimeSeconds * 1_000
    const credentials = {
      // IAM's prefix of temporary access keys (AWS, unique identifiers).
      accessKeyId: `ASIA${base32(this.#random.bytes(16))}`,
      secretAccessKey: this.#random.bytes(30).toString('base64'),
      sessionToken: this.#random.bytes(SESSION_TOKEN_BYTES).toString('base64'),
      expiresAt,
    }
    const [oldest] = this.#byAccessKey.keys()
    if (this.#byAccessKey.size >= SESSIONS_REMEMBERED && oldest !== undefined) this.#byAccessKey.delete(oldest)
    this.#byAccessKey.set(credentials.accessKeyId, { ...identity, sessionToken: credentials.sessionToken, expiresAt })
    return credentials
  }

  /** Whose credentials these are. */
  find(accessKeyId: string, sessionToken: string | null): SessionIdentity | 'unknown' | 'expired' {
    const session = this.#byAccessKey.get(accessKeyId)
    if (!session || session.sessionToken !== sessionToken) return 'unknown'
    return this.#clock.now() < session.expiresAt ? session : 'expired'
  }
}

/** The id of a role: the same for the same ARN. */
export function roleIdOf(arn: string): string {
  return `AROA${base32(createHash('sha256').update(arn).digest()).slice(0, 17)}`
}

/** One character of the alphabet of IAM's ids for each byte. */
function base32(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => BASE32.charAt(byte % BASE32.length)).join('')
}
