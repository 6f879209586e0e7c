/**
 * Base64url as it stands in a token: without padding, and with the last letter that an encoder writes. Of a last letter only the first bits count, so
 * that other letters decode to the same bytes; were they taken, one token would have many texts (RFC 4648, section 3.5; RFC 7515, section 2).
 */
const CANONICAL = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw]|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048])?$/

/** Is this a part of a token, not empty, and written as an encoder writes it? */
export function isBase64Url(segment: string): boolean {
  return segment !== '' && CANONICAL.test(segment)
}
