import type { Instant } from '@mintwell/clock'
import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { IssuingService } from '../../ground/federation.ts'
import type { TokenTimes } from '../../ground/lab-event.ts'

/** An ID token with what is to be known of it. `compact` is secret. */
export interface IdToken extends TokenTimes {
  readonly compact: string
  readonly fingerprint: string
  readonly issuerKind: IssuingService
  readonly issuer: string
  readonly subject: string
  readonly audience: string
}

/** What can be different about a token that is to be minted. */
export interface MintChanges {
  /** Minted earlier (or later) than now. */
  readonly mintedAt?: Instant
  readonly lifetimeSeconds?: number
  readonly issuer?: IssuingService
}

/** Mints a new token for the connection at hand. */
export type Mint = (changes?: MintChanges) => Promise<IdToken>

/** Somebody asks for an ID token of a connection. */
export interface IssueRequest {
  readonly connection: ServiceConnection
  readonly at: Instant
}
