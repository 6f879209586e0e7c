import { createHash } from 'node:crypto'
import type { Instant } from '@mintwell/clock'
import type { ByteSource } from '../ground/random.ts'

/** Who holds a personal access token of Azure DevOps. */
export interface PersonalAccessToken {
  readonly displayName: string
  readonly issuedAt: Instant
}

/** The characters of a token; 32, so that a byte takes five bits. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** Clients take a token of exactly this length for a personal access token and send it as `Basic` (azure-devops-node-api, WebApi.js). */
const LENGTH = 52

/** Personal access tokens: for the REST API, from outside of any job. Only their digests are kept; ID tokens are not given for them. */
export class PersonalAccessTokens {
  readonly #byDigest = new Map<string, PersonalAccessToken>()

  /** Makes a token. Secret. */
  issue(displayName: string, ports: { readonly random: ByteSource; readonly at: Instant }): string {
    const token = [...ports.random.bytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('')
    this.#byDigest.set(digest(token), { displayName, issuedAt: ports.at })
    return token
  }

  find(token: string): PersonalAccessToken | undefined {
    return this.#byDigest.get(digest(token))
  }

  /** The holders by the digests of their tokens, to be stored. */
  entries(): IterableIterator<[string, PersonalAccessToken]> {
    return this.#byDigest.entries()
  }

  /** Takes a token back from storage. */
  restore(tokenDigest: string, holder: PersonalAccessToken): void {
    this.#byDigest.set(tokenDigest, holder)
  }

  revoke(token: string): void {
    this.#byDigest.delete(digest(token))
  }
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
