import type { Clock } from '@mintwell/clock'
import type { Directory } from '../directory/directory.ts'
import type { Emit } from '../events/lab-event.ts'
import type { Faults } from '../faults/faults.ts'
import type { RevocationHints } from '../issuers/revocation-hint.ts'
import type { SigningKeys } from '../keys/signing-keys.ts'
import type { Random } from '../services/random.ts'
import type { LabSettings } from '../services/settings.ts'
import type { AzureCliLogins } from './azure-cli-login.ts'
import type { IssuerKeys } from './issuer-keys.ts'
import type { KnownAssertions } from './known-assertions.ts'

/** What Entra works with. */
export interface EntraPorts {
  readonly clock: Clock
  readonly random: Random
  readonly emit: Emit
  readonly directory: Directory
  readonly settings: LabSettings
  readonly faults: Faults
  /** Entra's own keys: of ID tokens and of access tokens. */
  readonly keys: SigningKeys
  /** The keys of the issuers that credentials name. */
  readonly issuerKeys: IssuerKeys
  readonly hints: RevocationHints
  readonly assertions: KnownAssertions
  /** Tells `az login` from other exchanges. */
  readonly azureCli: AzureCliLogins
}
