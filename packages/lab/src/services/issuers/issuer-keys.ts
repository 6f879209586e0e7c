import type { KeyObject } from 'node:crypto'
import type { Clock, Instant } from '@mintwell/clock'
import type { FetchDocument } from '../../ground/http/answer.ts'
import type { RsaAlgorithm } from '../../ground/jws/rsa-algorithm.ts'
import { type IssuerKey, importKeys } from './import-keys.ts'

/** The keys of an issuer, as they were read at an instant. */
interface KnownKeys {
  readonly fetchedAt: Instant
  readonly byName: ReadonlyMap<string, IssuerKey>
}

/** How long keys are kept, in milliseconds: what Entra's own documents say (`Cache-Control: max-age=86400`). */
const KEEP_MS = 86_400_000
/** An unknown key makes the keys be read again, but not more often than this, in milliseconds: tokens with made-up key ids must not cause traffic. */
const REFETCH_MS = 5_000
/** Entra keeps the first 100 keys of an issuer (Microsoft Learn, federated identity credentials, considerations). */
const KEY_LIMIT = 100
/** The largest document that is read, in characters. A choice of the lab. */
const DOCUMENT_LIMIT = 1_048_576
/** How many issuers are remembered. A choice of the lab. */
const ISSUER_LIMIT = 1_000

/**
 * The keys of the issuers that credentials name, read through their discovery documents and kept. The URLs follow from the credential's issuer alone:
 * nothing that a token names is ever fetched.
 */
export class IssuerKeys {
  readonly #clock: Clock
  readonly #fetchDocument: FetchDocument
  readonly #known = new Map<string, KnownKeys>()
  readonly #pending = new Map<string, Promise<KnownKeys | undefined>>()

  constructor(ports: { readonly clock: Clock; readonly fetchDocument: FetchDocument }) {
    this.#clock = ports.clock
    this.#fetchDocument = ports.fetchDocument
  }

  /**
   * The key of an issuer by `kid`, or by `x5t` where there is no `kid`. `unusable`: the issuer publishes it, but it is too weak, not made for verifying, or
   * made for another algorithm.
   */
  async find(
    issuer: string,
    names: { readonly kid: string | undefined; readonly x5t: string | undefined; readonly algorithm: RsaAlgorithm },
  ): Promise<KeyObject | 'unknown' | 'unusable' | 'unreachable'> {
    const name = names.kid === undefined ? `x5t:${names.x5t}` : `kid:${names.kid}`
    const known = this.#known.get(issuer)
    // The lab's clock can be set back as well: what was read in the future is as old as what was read long ago.
    const age = known ? Math.abs(this.#clock.now() - known.fetchedAt) : Number.POSITIVE_INFINITY
    const key = age < KEEP_MS ? known?.byName.get(name) : undefined
    if (key) return usable(key, names.algorithm)
    if (age < REFETCH_MS) return 'unknown'
    const fetched = await this.#fetch(issuer)
    if (!fetched) return 'unreachable'
    const found = fetched.byName.get(name)
    return found ? usable(found, names.algorithm) : 'unknown'
  }

  /** Forgets all keys. */
  clear(): void {
    this.#known.clear()
    this.#pending.clear()
  }

  /** Reads an issuer's keys; requests that come meanwhile wait for the same answer. */
  #fetch(issuer: string): Promise<KnownKeys | undefined> {
    const pending = this.#pending.get(issuer)
    if (pending) return pending
    const fetching = this.#read(issuer)
      .catch(() => undefined)
      .then((keys) => {
        // After a `clear` this answer is of yesterday: it still serves those who waited, but is not kept.
        if (this.#pending.get(issuer) !== fetching) return keys
        this.#pending.delete(issuer)
        if (keys) this.#keep(issuer, keys)
        return keys
      })
    this.#pending.set(issuer, fetching)
    return fetching
  }

  #keep(issuer: string, keys: KnownKeys): void {
    const [oldest] = this.#known.keys()
    if (this.#known.size >= ISSUER_LIMIT && oldest !== undefined) this.#known.delete(oldest)
    this.#known.set(issuer, keys)
  }

  async #read(issuer: string): Promise<KnownKeys | undefined> {
    const discovery = await this.#getObject(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    const jwksUri = discovery?.jwks_uri
    if (discovery?.issuer !== issuer || typeof jwksUri !== 'string' || !jwksUri.startsWith('https://')) return undefined
    const jwks = await this.#getObject(jwksUri)
    if (!Array.isArray(jwks?.keys)) return undefined
    return { fetchedAt: this.#clock.now(), byName: importKeys(jwks.keys.slice(0, KEY_LIMIT)) }
  }

  async #getObject(url: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { status, body } = await this.#fetchDocument(url)
    if (status !== 200 || body.length > DOCUMENT_LIMIT) return undefined
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined
  }
}

function usable({ key, algorithm, unusable }: IssuerKey, wanted: RsaAlgorithm): KeyObject | 'unusable' {
  return unusable || (algorithm !== undefined && algorithm !== wanted) ? 'unusable' : key
}
