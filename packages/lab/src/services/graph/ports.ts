import type { Clock } from '@mintwell/clock'
import type { Directory } from '../../directory/directory.ts'
import type { Emit } from '../../ground/lab-event.ts'
import type { ByteSource } from '../../ground/random.ts'
import type { AccessTokenCheck } from '../bearer/access-token-check.ts'

/** What Microsoft Graph works with. */
export interface GraphPorts {
  readonly clock: Clock
  readonly random: ByteSource
  readonly emit: Emit
  readonly directory: Directory
  readonly tokens: AccessTokenCheck
}
