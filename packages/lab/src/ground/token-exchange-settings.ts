/** What the lab's RFC 8693 endpoint takes and gives. */
export interface TokenExchangeSettings {
  /** Issuers that are known beside the lab's own. */
  readonly issuers?: readonly string[]
  /** Audiences that a presented token may have. Default: `api://AzureADTokenExchange`, its application id, and the endpoint's own issuer. */
  readonly subjectAudiences?: readonly string[]
  /** What a token can be asked for; anything else is `invalid_target`. Default: anything. */
  readonly targets?: readonly string[]
  /**
   * How a token that is not accepted is answered. RFC 8693, section 2.2.2, requires `invalid_request`, the default; Google's and others' services answer
   * `invalid_grant`, as RFC 6749 has it for grants that have expired.
   */
  readonly rejectedTokenError?: 'invalid_request' | 'invalid_grant'
}
