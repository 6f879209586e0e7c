import type { Instant } from '@mintwell/clock'
import type { OrganizationConnection } from '../resources/connections.ts'
import type { ExpectedTrust } from './expected-trust.ts'
import type { ConnectionIssuer } from './issuer-prefix.ts'
import type { TrustMatch } from './match-trust.ts'
import type { ConnectionUse } from './usage.ts'

/** Everything that is known of a connection when it is judged. */
export interface JudgedConnection {
  readonly connection: OrganizationConnection
  readonly issuer: ConnectionIssuer
  /** What its tokens say today, and after conversion; undefined where it is not shown. */
  readonly present: ExpectedTrust | undefined
  readonly afterConversion: ExpectedTrust | undefined
  /** Null where nobody looked at the application, or it was not found. */
  readonly match: TrustMatch | null
  /** When a secret or certificate of its application ends, the last of them; null where that is not known. */
  readonly credentialEnd: Instant | null
  readonly uses: readonly ConnectionUse[]
  /** Whether its history could be read: without it, no use means nothing. */
  readonly isUseKnown: boolean
  /** Whether a pipeline's script is known to take the ID token itself. */
  readonly takesToken: boolean
  /** Whether a pipeline's script names the old issuer or a subject of its form. */
  readonly pinsIssuer: boolean
  /** Ids of the relying parties besides Entra that are known to be given its tokens. */
  readonly parties: readonly string[]
  readonly now: Instant
}

/** How bad a risk is: it fails now, it will fail, or it is good to know. */
export type RiskSeverity = 'error' | 'warning' | 'note'

/** Something that a connection is at risk of. */
export interface ConnectionRisk {
  readonly id: string
  readonly severity: RiskSeverity
  readonly message: string
  /** What to do; empty where there is nothing to do. */
  readonly cure: string
  /** A command of a shell that does it. */
  readonly command?: string
  /** Nights until it fails, 0 for now; null where nobody can know. */
  readonly nights: number | null
}
