import { findTokens, fingerprint } from '@mintwell/token'
import { findLateBound, type LateBoundTrace } from '../assertion/late-bound.ts'
import { findSeenTokens, type SeenToken } from '../assertion/seen-tokens.ts'

/** What a text tells about any refusal in it, wherever in it that is. */
export interface LogEvidence {
  readonly seen: readonly SeenToken[]
  readonly lateBound: LateBoundTrace | undefined
  /** How many different tokens the text has, unmasked. */
  readonly tokens: number
}

/** How many different tokens, and times of tokens, are kept; a text with more is no log of one run. */
const MOST_KEPT = 10_000

/** Gathers evidence from passage after passage. */
export class EvidenceFold {
  readonly #fingerprints = new Set<string>()
  readonly #seen = new Map<string, SeenToken>()
  #lateBound: LateBoundTrace | undefined

  /** Adds what a passage shows; `hasTokens` is false where it cannot have any. */
  add(text: string, hasTokens: boolean): void {
    const tokens = hasTokens ? findTokens(text) : []
    for (const token of tokens) if (this.#fingerprints.size < MOST_KEPT) this.#fingerprints.add(fingerprint(token))
    for (const token of findSeenTokens(text, [...new Set(tokens)])) this.#addSeen(token)
    const trace = findLateBound(text)
    // What the task said of itself outweighs what a variable says.
    if (trace !== undefined && (this.#lateBound === undefined || trace.kind === 'used')) this.#lateBound = trace
  }

  #addSeen(token: SeenToken): void {
    const key = `${token.issuedAt} ${token.expiresAt}`
    const known = this.#seen.get(key)
    // The first that says when it was taken stands for its repeats.
    if (known !== undefined ? known.takenAt === null && token.takenAt !== null : this.#seen.size < MOST_KEPT)
      this.#seen.set(key, token)
  }

  /** All that was gathered. */
  result(): LogEvidence {
    return { seen: [...this.#seen.values()], lateBound: this.#lateBound, tokens: this.#fingerprints.size }
  }
}
