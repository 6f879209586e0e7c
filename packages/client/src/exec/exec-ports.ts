import type { Handover } from '@mintwell/token'
import type { Environment } from '../environment.ts'
import type { Random } from '../keeper/refresh-time.ts'
import type { CiLog } from '../output/ci-log.ts'
import type { Platform } from '../process/platform.ts'
import type { ExecProcesses } from '../process/processes.ts'
import type { WriteAzShim } from '../surfaces/az-login.ts'
import type { SurfaceFiles } from '../surfaces/surface-directory.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import type { KeeperClock } from '../waiting/keeper-clock.ts'

/** A clock for `exec`: the lab's lets a process of ours count as asleep. */
export interface ExecClock extends KeeperClock {
  letSleep?(pid: number): void
  /** This process has work of its own to do, and does not count as asleep until what this gives is called. */
  hold?(): () => void
}

/** What `exec` needs of the world. */
export interface ExecPorts {
  readonly env: Environment
  readonly cwd: string
  readonly platform: Platform
  readonly processes: ExecProcesses
  readonly files: SurfaceFiles
  readonly clock: ExecClock
  readonly random: Random
  readonly monotonic?: () => number
  readonly log: CiLog
  /** Which step this is, for receipts. */
  readonly handover: Handover
  /** Where the directory of the surfaces is created. */
  readonly temporaryDirectory: string
  /** Node's built-in roots as PEM. */
  readonly ownRoots: () => string
  readonly writeAzShim: WriteAzShim
  /** Told of each token and of a refusal; where nobody asked for telemetry, there is none. */
  readonly telemetry?: Telemetry | undefined
}
