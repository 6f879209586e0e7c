import { randomBytes } from 'node:crypto'
import { delimiter } from 'node:path'
import type { Clock, Instant, JobClock } from '@mintwell/clock'
import { type ChildClock, openChildClock } from './adapters/child-clock.ts'
import { wakeProcess } from './adapters/wake-process.ts'
import { LabClock } from './clock/lab-clock.ts'
import { type IdlePorts, processProbeFor } from './clock/process-probe.ts'
import { openSleepService } from './clock/sleep-service.ts'

/** The clock of a lab, and how the programs of its steps come to see it. */
export interface LabTime {
  readonly clock: JobClock
  /** The lab's own clock; undefined on the real one. */
  readonly labClock: LabClock | undefined
  /** Which of the children's ways to ask for the time see the lab's clock. */
  readonly clockReach: ChildClock['reach']
  /** The clock's variables for a child, and the directory that comes first on its PATH. */
  readonly childEnvironment: Readonly<Record<string, string>>
  readonly binDirectory: string | undefined
  close(): Promise<void>
}

/** What a lab's clock is opened with. */
export interface ClockOptions {
  readonly directory: string
  readonly realClock: Clock
  readonly clock: { readonly start?: Instant; readonly leaps: boolean } | 'real'
  readonly platform: NodeJS.Platform
  /** PATH, to find the programs that the clock's shims are put in front of. */
  readonly path: string
}

/** The secret of the sleep service: 144 bits. */
const SECRET_BYTES = 18

/** Opens a lab's clock. `idlePorts` says which connections to the lab wait for nothing. */
export async function openClock(options: ClockOptions, idlePorts: IdlePorts): Promise<LabTime> {
  const { realClock, platform } = options
  if (options.clock === 'real') return realTime(realClock)
  const probe = processProbeFor(platform, idlePorts)
  const labClock = new LabClock({ base: realClock, ...options.clock, ...(probe ? { probe, wakeProcess } : {}) })
  const secret = randomBytes(SECRET_BYTES).toString('base64url')
  const door = await openSleepService(labClock, secret)
  const path = options.path.split(delimiter)
  const child = openChildClock(options.directory, { port: door.port, secret }, { platform, path })
  labClock.onOffset((offsetMs) => child.setOffset(offsetMs))
  return {
    clock: labClock,
    labClock,
    clockReach: child.reach,
    childEnvironment: child.environment,
    binDirectory: child.binDirectory,
    async close() {
      child.close()
      await door.close()
      labClock.close()
    },
  }
}

function realTime(realClock: Clock): LabTime {
  const clock: JobClock = {
    now: () => realClock.now(),
    sleepUntil: (at, signal) => realClock.sleepUntil(at, signal),
    enter: () => () => {},
  }
  return {
    clock,
    labClock: undefined,
    clockReach: 'none',
    childEnvironment: {},
    binDirectory: undefined,
    close: async () => {},
  }
}
