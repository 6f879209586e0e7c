import { createHash, randomFillSync } from 'node:crypto'

/** Where the lab's randomness comes from: a port, so that tests can repeat themselves. Signing keys never come from it. */
export interface ByteSource {
  /** Bytes that are the caller's own. */
  bytes(length: number): Buffer
}

/** How much is drawn at once, in bytes: a call into the generator costs more than the bytes of a request. */
const POOL_BYTES = 8_192

/** The machine's own randomness. Bytes are handed out once and wiped from the pool. */
export function createRandom(): ByteSource {
  const pool = Buffer.alloc(POOL_BYTES)
  let used = POOL_BYTES
  return {
    bytes(length) {
      if (length > POOL_BYTES) return randomFillSync(Buffer.alloc(length))
      if (used + length > POOL_BYTES) {
        randomFillSync(pool)
        used = 0
      }
      const taken = Buffer.from(pool.subarray(used, used + length))
      pool.fill(0, used, used + length)
      used += length
      return taken
    },
  }
}

/**
 * The same bytes for the same seed, for tests: SHA-256 in counter mode. Job tokens generated from it can be guessed with the seed.
 *
 * @example
 * createServices({ clock, random: seededRandom('night'), baseUrl: 'https://localhost:1' })
 */
export function seededRandom(seed: string): ByteSource {
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
