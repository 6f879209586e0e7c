/** A service connection as an organization's REST API shows it to its reader. */
export interface OrganizationConnection {
  readonly id: string
  readonly name: string
  readonly type: string
  /** Null where this reader may not see it, which does not mean that it has none. */
  readonly issuer: string | null
}
