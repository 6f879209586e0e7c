// Stands in for `hash` of node:crypto in the page: the browser's own digest cannot be asked synchronously. SHA-256 by FIPS 180-4.

/** The first 32 bits of the fractional parts of the roots of the first primes, of which SHA-256 has its constants (FIPS 180-4, 4.2.2 and 5.3.3). */
function fractionsOfRoots(count: number, power: number): Uint32Array {
  const primes: number[] = []
  for (let candidate = 2; primes.length < count; candidate += 1)
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate)
  return Uint32Array.from(primes, (prime) => (prime ** power % 1) * 2 ** 32)
}

const ROUND_CONSTANTS = fractionsOfRoots(64, 1 / 3)
const FIRST_STATE = fractionsOfRoots(8, 1 / 2)

/** The SHA-256 of a text, in hex; the other algorithms of Node's function are not there. */
export function hash(algorithm: 'sha256', text: string, encoding: 'hex'): string {
  if (algorithm !== 'sha256' || encoding !== 'hex')
    throw new RangeError(`${algorithm} as ${encoding} is not in this page`)
  const blocks = paddedBlocks(new TextEncoder().encode(text))
  const state = Uint32Array.from(FIRST_STATE)
  for (let at = 0; at < blocks.byteLength; at += 64) addBlock(state, new DataView(blocks.buffer, at, 64))
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('')
}

/** The message with a one bit behind it, zeros, and its length in bits (5.1.1). */
function paddedBlocks(message: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64)
  padded.set(message)
  padded[message.length] = 0x80
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(message.length) * 8n)
  return padded
}

/** One block (6.2.2). */
function addBlock(state: Uint32Array, block: DataView): void {
  const words = new Uint32Array(64)
  const word = (index: number) => words[index] as number
  for (let index = 0; index < 16; index += 1) words[index] = block.getUint32(index * 4)
  for (let index = 16; index < 64; index += 1) {
    const [far, near] = [word(index - 15), word(index - 2)]
    const first = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)
    const second = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10)
    words[index] = word(index - 16) + first + word(index - 7) + second
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let index = 0; index < 64; index += 1) {
    const mixedE = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)
    const chosen = (e & f) ^ (~e & g)
    const first = (h + mixedE + chosen + (ROUND_CONSTANTS[index] as number) + word(index)) | 0
    const mixedA = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)
    const most = (a & b) ^ (a & c) ^ (b & c)
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + mixedA + most) | 0]
  }
  for (const [index, value] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] as number) + value
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}
