import { isUtf8 } from 'node:buffer'
import { decodeBase64Url } from './base64url.ts'
import { parseStrictObject } from './strict-json.ts'

/** A compact JWS taken apart. Nothing in it is trusted yet. */
export interface JwsParts {
  readonly header: Readonly<Record<string, unknown>>
  readonly claims: Readonly<Record<string, unknown>>
  readonly signedInput: Buffer
  readonly signature: Buffer
}

/** The longest token that is looked at, in characters. A choice of the lab; real ones have about 1 500. */
const LENGTH_LIMIT = 65_536
/** Headers that name keys or change what a signature means: none is followed. */
const FORBIDDEN_HEADERS = ['crit', 'jku', 'x5u', 'jwk', 'b64', 'zip'] as const

/** Takes a compact JWS with claims apart (RFC 7515, 7519); undefined where its form is not good. */
export function splitJws(compact: string): JwsParts | undefined {
  const segments = compact.length <= LENGTH_LIMIT ? compact.split('.') : []
  const [headerText = '', claimsText = '', signatureText = ''] = segments
  const signature = segments.length === 3 ? decodeBase64Url(signatureText) : undefined
  if (!signature) return undefined
  const header = decodeObject(headerText)
  const claims = decodeObject(claimsText)
  if (!header || !claims) return undefined
  const signedInput = Buffer.from(compact.slice(0, headerText.length + 1 + claimsText.length), 'latin1')
  return { header, claims, signedInput, signature }
}

/** Does a header name a key, or change what the signature means? */
export function hasForbiddenHeader(header: JwsParts['header']): boolean {
  return FORBIDDEN_HEADERS.some((name) => Object.hasOwn(header, name))
}

function decodeObject(segment: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = decodeBase64Url(segment)
  return bytes && isUtf8(bytes) ? parseStrictObject(bytes.toString()) : undefined
}
