import type { HttpClient, KeeperClock, SurfaceFiles } from '@mintwell/client'
import type { Handover } from '@mintwell/token'
import type { TaskHost } from '../task-host.ts'

/** What the drop-in needs of the world beyond AzureCLI: a clock to keep time by, the service that issues ID tokens, and files that only this user can read. */
export interface FreshTaskHost extends TaskHost {
  readonly clock: KeeperClock
  /** Milliseconds of a clock that nobody sets, where there is one. */
  readonly monotonic?: () => number
  readonly random: () => number
  readonly service: TokenService
  /** Makes the step's directory and writes in it. If the task is killed, its creator removes it. */
  readonly privateFiles: SurfaceFiles
  /** Node's own roots as PEM, for machines that have none in a file. */
  readonly ownRoots: () => string
  /** Which step this is, for receipts. */
  readonly handover: Omit<Handover, 'connection' | 'source'>
  /** Aborts when the step is canceled before its script runs. */
  readonly signal: AbortSignal
}

/** The side of Azure DevOps that issues ID tokens to this job. */
export interface TokenService {
  /** `SYSTEM_OIDCREQUESTURI`. */
  readonly requestUri: string
  /** The job token. */
  readonly accessToken: string
  readonly collectionUri?: string
  readonly http: HttpClient
}
