import { constants, type KeyObject, verify } from 'node:crypto'
import { type Assertion, parseAssertion } from './assertion.ts'

/** How many assertions are remembered; each takes about 4 KB. A choice of the lab. */
const REMEMBERED = 1_024

/**
 * What was found out of assertions that were presented before: az presents one for every resource, and so does any program that keeps a token while it
 * is good. Only what follows from the text and the key alone is remembered, its parts and which key it is signed with; all that depends on the time, the
 * application or the faults is judged anew each time. Kept under fingerprints: no token stays in memory.
 */
export class KnownAssertions {
  readonly #parsed = new Map<string, Assertion>()
  readonly #signedWith = new WeakMap<Assertion, KeyObject>()

  /** Takes an assertion apart; refuses what {@link parseAssertion} refuses. */
  parse(compact: string, fingerprint: string): Assertion {
    const known = this.#parsed.get(fingerprint)
    if (known) return known
    const assertion = parseAssertion(compact)
    if (this.#parsed.size >= REMEMBERED) {
      const [oldest] = this.#parsed.keys()
      if (oldest !== undefined) this.#parsed.delete(oldest)
    }
    this.#parsed.set(fingerprint, assertion)
    return assertion
  }

  /** Is the assertion signed with this key? A key that is read anew is another key, so keys that were rotated or dropped are never taken from memory. */
  isSignedWith(assertion: Assertion, key: KeyObject): boolean {
    if (this.#signedWith.get(assertion) === key) return true
    const { signedInput, signature, algorithm } = assertion
    // Verifying takes 0.03 ms, less than handing it to another thread costs; signing takes 0.5 ms and is handed over.
    if (!verify('sha256', signedInput, algorithm === 'PS256' ? pss(key) : key, signature)) return false
    this.#signedWith.set(assertion, key)
    return true
  }
}

/** PS256: RSASSA-PSS with a salt as long as the hash (RFC 7518, section 3.5). */
function pss(key: KeyObject): { readonly key: KeyObject; readonly padding: number; readonly saltLength: number } {
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
}
