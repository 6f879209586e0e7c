/** A token as a source gave it. */
export interface SourcedToken {
  readonly token: string
  /** What the server's clock said (HTTP `Date`), in milliseconds since the epoch, where it said anything: so a wrong local clock is found, not believed. */
  readonly serverTime?: number
}

/** Where ID tokens come from. One file each; a new one is a file beside the others and a line in `detect-source.ts`. */
export interface IdTokenSource {
  /** `azure-pipelines`, `github-actions`, `file`, `command`. */
  readonly name: string
  /** What is asked, for messages and receipts: the connection, the audience, the file. Never a secret. */
  readonly subject: string
  /** Whether asking again can bring a newer token. False for a file that nobody is known to renew. Default true. */
  readonly refreshable?: boolean
  /** When the source itself ends, in milliseconds since the epoch: a job token's `exp`, where it can be read. */
  readonly endsAt?: number
  /** Asks for a token. Rejects with a `ClientError`. */
  request(signal?: AbortSignal): Promise<SourcedToken>
}
