import { createHash, randomBytes } from 'node:crypto'

/** Where the lab's randomness comes from: a port, so that tests can repeat themselves. Signing keys never come from it. */
export interface Random {
  bytes(length: number): Uint8Array
}

/** The machine's own randomness. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) }

/**
 * The same bytes for the same seed, for tests: SHA-256 in counter mode. Job tokens made from it can be guessed by whoever knows the seed.
 *
 * @example
 * createServices({ clock, random: seededRandom('night'), baseUrl: () => 'https://localhost:1' })
 */
export function seededRandom(seed: string): Random {
  let counter = 0
  let rest = Buffer.alloc(0)
  return {
    bytes(length) {
      while (rest.length < length) {
        rest = Buffer.concat([rest, createHash('sha256').update(`${seed}/${counter++}`).digest()])
      }
      const taken = rest.subarray(0, length)
      rest = rest.subarray(length)
      return taken
    },
  }
}
