/**
 * The bytes of a part of a token; undefined where it is empty, or not written as an encoder writes it: without padding, and with the last letter of which no bit
 * is lost. Other letters decode to the same bytes, and if they were taken one token would have many texts (RFC 4648, section 3.5; RFC 7515, section 2).
 */
export function decodeBase64Url(segment: string): Buffer | undefined {
  const bytes = Buffer.from(segment, 'base64url')
  return segment !== '' && bytes.toString('base64url') === segment ? bytes : undefined
}
