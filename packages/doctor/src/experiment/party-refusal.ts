import type { PartyRefusal } from './observations.ts'

/**
 * What relying parties say of a token that they have taken before, or find too old although it has not ended: Keycloak and Quarkus (`Token reuse detected`), PyPI (`invalid-reuse-token`),
 * Anthropic (`jti_reused`); Google (`stale to sign-in`), AWS STS (`Token too old`), Keycloak (`issued too far in the past`). From their sources and public logs.
 */
const WORDS: readonly { readonly kind: PartyRefusal['kind']; readonly pattern: RegExp }[] = [
  {
    kind: 'replayed',
    pattern:
      /Token reuse detected|invalid-reuse-token|invalid token: already used|jti_reused|token (?:was|has) already (?:been )?used/i,
  },
  {
    kind: 'too-old',
    pattern: /is stale to sign-in|Token too old: \d+|issued too far in the past to be used now/i,
  },
]

/** Finds in the output of a failing step what its service said of the token's use or age. */
export function findPartyRefusal(log: string | undefined): PartyRefusal | undefined {
  for (const { kind, pattern } of WORDS) {
    const [words] = pattern.exec(log ?? '') ?? []
    if (words !== undefined) return { kind, words }
  }
  return undefined
}
