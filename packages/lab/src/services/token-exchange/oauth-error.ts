/** An error of OAuth's token endpoint (RFC 6749, section 5.2; RFC 8693, section 2.2.2). */
export interface OAuthError {
  readonly status: number
  readonly error:
    | 'invalid_request'
    | 'invalid_grant'
    | 'invalid_target'
    | 'invalid_scope'
    | 'unsupported_grant_type'
    | 'server_error'
  readonly description: string
}

/** Leaves the handling of a request at the first check that it does not pass. Caught where the answer is built; it never leaves this folder. */
export class OAuthFailure extends Error {
  override readonly name = 'OAuthFailure'
  readonly error: OAuthError

  constructor(error: OAuthError) {
    super(error.error)
    this.error = error
  }
}

/** Fails the request at hand. The words are the lab's own; those of RFCs are the codes. */
export function fail(error: OAuthError['error'], description: string, status = 400): never {
  throw new OAuthFailure({ status, error, description })
}
