const ALPHABET = /^[A-Za-z0-9_-]+$/

/**
 * Decodes base64url as RFC 7515 §2 writes it, strictly: no padding, no other characters, and no loose bits at the end, so that one token has one text
 * and hence one fingerprint. Undefined when it is not so written.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  if (!ALPHABET.test(text) || text.length % 4 === 1) return undefined
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}
