import { describeMalformed, type MalformedToken } from './malformed.ts'

/** What this package refuses: each code with what happened and what to do next. */
export const tokenErrors = {
  ERR_TOKEN_MALFORMED: {
    message: 'This is not a readable ID token',
    next: 'Look at the response of the service that returned it: an error page or an empty response is often mistaken for a token.',
  },
} as const

/** The codes of {@link TokenError}. */
export type TokenErrorCode = keyof typeof tokenErrors

/** A text that is no token; `data` has its fingerprint and what is wrong, never the text. */
export class TokenError extends Error {
  override readonly name = 'TokenError'
  readonly code: TokenErrorCode
  readonly data: MalformedToken
  /** What to do about it. */
  readonly next: string

  constructor(code: TokenErrorCode, data: MalformedToken) {
    const { message, next } = tokenErrors[code]
    super(`${message}: ${describeMalformed(data)} (fingerprint ${data.fingerprint}). ${next}`)
    this.code = code
    this.data = data
    this.next = next
  }
}
