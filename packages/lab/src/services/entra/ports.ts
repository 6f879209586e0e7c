import type { Clock } from '@mintwell/clock'
import type { Directory } from '../../directory/directory.ts'
import type { SigningKeys } from '../../ground/keys/signing-keys.ts'
import type { Emit } from '../../ground/lab-event.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { LabSettings } from '../../ground/settings.ts'
import type { ServiceHooks } from '../hooks/service-hooks.ts'
import type { IssuerKeys } from '../issuers/issuer-keys.ts'
import type { RevocationHints } from '../issuers/revocation-hint.ts'
import type { AzureCliLogins } from './azure-cli-login.ts'
import type { KnownAssertions } from './known-assertions.ts'

/** What Entra works with. */
export interface EntraPorts {
  readonly clock: Clock
  readonly random: ByteSource
  readonly emit: Emit
  readonly directory: Directory
  readonly settings: LabSettings
  readonly hooks: ServiceHooks
  /** Entra's own keys: of ID tokens and of access tokens. */
  readonly keys: SigningKeys
  /** The keys of the issuers that credentials name. */
  readonly issuerKeys: IssuerKeys
  readonly hints: RevocationHints
  readonly assertions: KnownAssertions
  /** Tells `az login` from other exchanges. */
  readonly azureCli: AzureCliLogins
}
