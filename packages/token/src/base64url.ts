const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** What stands for a character outside the alphabet. */
const NONE = 64
/** The six bits of a character, by its code. */
const SIX_BITS = Uint8Array.from({ length: 128 }, (_, code) => {
  const bits = ALPHABET.indexOf(String.fromCharCode(code))
  return bits < 0 ? NONE : bits
})

/**
 * Decodes base64url as RFC 7515 §2 writes it, strictly: no padding, no other characters, and no loose bits at the end, so that one token has one text
 * and hence one fingerprint. Undefined when it is not so written.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  if (text.length === 0 || text.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (let index = 0; index < text.length; index += 1) {
    const six = SIX_BITS[text.charCodeAt(index)] ?? NONE
    if (six === NONE) return undefined
    bits = ((bits << 6) | six) & 0x3fff
    held += 6
    if (held < 8) continue
    held -= 8
    bytes[at] = (bits >> held) & 0xff
    at += 1
  }
  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined
}
