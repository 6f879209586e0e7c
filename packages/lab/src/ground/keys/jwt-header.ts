/** What comes before the claims. */
export interface JwtHeader {
  readonly alg: 'RS256'
  readonly [member: string]: string
}

/** A header as it is in a token: JSON in base64url. The same for every token of a key, so it is built once. */
export interface EncodedHeader {
  readonly encoded: string
}

export function encodeHeader(header: JwtHeader): EncodedHeader {
  return { encoded: encode(header) }
}

/** A part of a token: JSON in base64url. */
export function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
