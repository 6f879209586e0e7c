/** Why a text is no token. `at` of the token says where. */
export type MalformedReason = keyof typeof reasons

const reasons = {
  absent:
    'there is no token: the text is empty or a word such as null, which is what a client makes of an answer without one',
  'too-long': 'the text is longer than any token that a service would take',
  segments: 'a compact JWS has three parts with a dot between them',
  encrypted: 'it has the five parts of an encrypted token (JWE), whose times cannot be read without the key',
  unsigned: 'the signature is empty, and an unsigned token proves nothing',
  encoding: 'a part is not base64url as RFC 7515 writes it: no padding, no spaces, no other characters, no loose bits',
  json: 'a part is not JSON in UTF-8',
  'not-an-object': 'a part is JSON, but not an object',
  claim: 'a claim or header parameter has the wrong type',
  time: 'a time is not a number of seconds between 1970 and 9999',
  'no-end': 'there is no exp claim, so its expiry is unknown',
  'no-start': 'there is neither an iat nor an nbf claim, so its age cannot be proved',
} as const

/** A text that is no token, and why. */
export interface MalformedToken {
  readonly kind: 'malformed'
  readonly fingerprint: string
  readonly reason: MalformedReason
  /** The part or claim that is wrong, where it is one. */
  readonly at: string | null
}

/** A sentence part that says why a text is no token; never the text itself. */
export function describeMalformed({
  reason,
  at,
}: {
  readonly reason: MalformedReason
  readonly at: string | null
}): string {
  return at === null ? reasons[reason] : `${reasons[reason]} (${at})`
}
