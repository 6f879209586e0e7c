import type { KeyObject } from 'node:crypto'
import { fingerprint } from '@mintwell/token'
import { verifyCompact } from '../../ground/jws/rsa-algorithm.ts'
import { type Assertion, parseAssertion } from './assertion.ts'

/** How many assertions are remembered; each takes about 1 KB. A choice of the lab. */
const REMEMBERED = 1_024

/** An assertion that was presented, with the text that it came in: lives as long as the request. */
export interface PresentedAssertion {
  readonly assertion: Assertion
  /** Secret. */
  readonly compact: string
  readonly fingerprint: string
}

interface KnownAssertion {
  readonly assertion: Assertion
  /** The key that was found to have signed it. */
  signedWith?: KeyObject
}

/**
 * What was found out of assertions that were presented before: az presents one for every resource, and so does any program that keeps a token while it
 * is good. Kept is what the assertion says and which key it is signed with, under its fingerprint: neither the token nor its signature stays in memory. All
 * that depends on the time, the application or the faults is judged anew each time.
 */
export class KnownAssertions {
  readonly #known = new Map<string, KnownAssertion>()

  /** Takes an assertion apart; refuses what {@link parseAssertion} refuses. */
  read(compact: string): PresentedAssertion {
    const print = fingerprint(compact)
    const known = this.#known.get(print) ?? this.#remember(print, parseAssertion(compact))
    return { assertion: known.assertion, compact, fingerprint: print }
  }

  /** Is the assertion signed with this key? A key that is read anew is another key, so keys that were rotated or dropped are never taken from memory. */
  isSignedWith({ compact, fingerprint: print, assertion }: PresentedAssertion, key: KeyObject): boolean {
    const known = this.#known.get(print)
    if (known?.signedWith === key) return true
    // Verifying takes 0.03 ms, less than handing it to another thread costs; signing takes 0.5 ms and is handed over.
    if (!verifyCompact(compact, assertion.algorithm, key)) return false
    if (known) known.signedWith = key
    return true
  }

  #remember(print: string, assertion: Assertion): KnownAssertion {
    const [oldest] = this.#known.keys()
    if (this.#known.size >= REMEMBERED && oldest !== undefined) this.#known.delete(oldest)
    const known: KnownAssertion = { assertion }
    this.#known.set(print, known)
    return known
  }
}
