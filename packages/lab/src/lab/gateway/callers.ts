import { timingSafeEqual } from 'node:crypto'
import type { Caller } from '../../ground/caller.ts'
import { createRandom } from '../../ground/random.ts'

/** 144 bits, which nobody guesses while a step runs. */
const SECRET_BYTES = 18

/** The users of the gateway: each caller has a name and a secret of its own, so that its requests are known to be its. */
export class Callers {
  readonly #byUser = new Map<string, { readonly secret: Buffer; readonly caller: Caller }>()
  readonly #random = createRandom()
  #next = 1

  /** Makes a user for a caller. The answer goes into the caller's proxy variables, and `release` ends it. */
  add(caller: Caller): { readonly user: string; readonly secret: string; release(): void } {
    const user = `step${this.#next++}`
    const secret = this.#random.bytes(SECRET_BYTES).toString('base64url')
    this.#byUser.set(user, { secret: Buffer.from(secret), caller })
    return { user, secret, release: () => void this.#byUser.delete(user) }
  }

  /** The caller of a `Proxy-Authorization: Basic …` header; undefined where it names none. */
  find(header: string | undefined): Caller | undefined {
    const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
    if (encoded === undefined) return undefined
    const [user = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':', 2)
    const known = this.#byUser.get(user)
    const given = Buffer.from(secret)
    if (!known || given.length !== known.secret.length || !timingSafeEqual(given, known.secret)) return undefined
    return known.caller
  }
}
