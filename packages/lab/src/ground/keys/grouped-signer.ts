import { type KeyObject, sign } from 'node:crypto'

/** Signs bytes with RS256 on the thread pool. */
export type SignBytes = (bytes: Uint8Array) => Promise<Buffer>

/** Signatures are handed out in groups where so many are asked for at once. With fewer, who waits for others waits for nothing. A choice of the lab. */
const MANY = 16
/** A signature that is made waits for others while this many times as many as wait are still being made. A choice of the lab. */
const STILL_BEING_MADE = 2

/**
 * A signer whose signatures are handed out in groups when many are asked for at once, so that the requests that wait for them go on together: what a request
 * needs of the processor's caches is then there for the next one too, where a signature in between takes it away (measured at 50 connections and one core: a
 * twentieth more tokens a second).
 *
 * @example
 * const sign = createGroupedSigner(privateKey)
 * const signature = await sign(Buffer.from(`${header}.${claims}`))
 */
export function createGroupedSigner(key: KeyObject): SignBytes {
  let beingMade = 0
  let made: (() => void)[] = []
  const handOut = (settle: () => void) => {
    beingMade -= 1
    made.push(settle)
    if (made.length + beingMade >= MANY && made.length * STILL_BEING_MADE < beingMade) return
    const group = made
    made = []
    for (const each of group) each()
  }
  return (bytes) =>
    new Promise((resolve, reject) => {
      sign('sha256', bytes, key, (error, signature) => handOut(() => (error ? reject(error) : resolve(signature))))
      // Counted behind the call, which throws where the key cannot sign at all; it answers in a later turn.
      beingMade += 1
    })
}
