/** An issuer that is registered in the account as an OpenID Connect provider, with the audiences (client ids) that it was registered with. */
export interface OidcProvider {
  readonly issuer: string
  readonly audiences: readonly string[]
}

/**
 * The trust policy of roles: what a token must say for a role to be assumed. Each is compared as `StringLike` does (`*` any text, `?` one character);
 * what is left out is not asked for.
 */
export interface RoleTrust {
  /** Of the role's ARN. */
  readonly role?: string
  readonly issuer?: string
  readonly audience?: string
  readonly subject?: string
  /** The role's MaxSessionDuration, 3 600 to 43 200. Default: the most there is. */
  readonly maxSessionSeconds?: number
}

/** What the lab's AWS account trusts. */
export interface AwsSettings {
  /** Default: the lab's own issuers, with `api://AzureADTokenExchange` and its application id as audiences. */
  readonly providers?: readonly OidcProvider[]
  /** Default: every role trusts every provider. */
  readonly roles?: readonly RoleTrust[]
}
