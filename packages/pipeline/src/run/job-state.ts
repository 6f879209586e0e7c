import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { JobActivity } from '@mintwell/clock'
import { Masker } from '../masking/masker.ts'
import type { JobPlan, StagePlan } from '../plan/plan.ts'
import { VariableSet } from '../variables/variable-set.ts'
import type { RunEvent, Unstamped } from './events.ts'
import type { JobAccess, RunningProcess, RunPorts } from './ports.ts'
import type { Result } from './result.ts'
import type { Workspace } from './workspace.ts'

/** The environment variable by which the agent finds what a job left running. */
export const LOOKUP_VARIABLE = 'VSTS_PROCESS_LOOKUP_ID'

/** All that changes while one job runs. It lives as long as the job. */
export class JobState {
  readonly ports: RunPorts
  readonly stage: StagePlan
  readonly job: JobPlan
  readonly workspace: Workspace
  readonly access: JobAccess
  readonly masker = new Masker()
  readonly variables: VariableSet
  readonly endpoints: Map<string, ServiceEndpoint>
  readonly pathAdditions: string[] = []
  readonly lookupId: string
  /** Sessions of all processes that the job started; a background process may outlive its step. */
  readonly sessions: number[] = []
  /** The result so far: what `succeeded()` and `failed()` of the next step see. */
  result: Result = 'succeeded'
  canceled = false
  #running: RunningProcess | undefined
  #sleeping = false
  readonly #programs = new Map<string, string>()

  constructor(ports: RunPorts, stage: StagePlan, job: JobPlan, workspace: Workspace, access: JobAccess) {
    this.ports = ports
    this.stage = stage
    this.job = job
    this.workspace = workspace
    this.access = access
    this.variables = new VariableSet((value) => this.masker.add(value))
    this.endpoints = new Map(access.endpoints.map((endpoint) => [endpoint.id, endpoint]))
    this.lookupId = `vsts_${ports.newId()}`
  }

  /** Sends an event with the clock's instant; everything that a person may read in it is masked here, at the process. */
  emit(event: Unstamped<RunEvent>): void {
    const masked = { ...event, at: this.ports.clock.now() } as RunEvent & {
      text?: string
      path?: string
      displayName?: string
    }
    for (const key of ['text', 'path', 'displayName'] as const) {
      const text = masked[key]
      if (typeof text === 'string') Object.assign(masked, { [key]: this.masker.mask(text) })
    }
    this.ports.emit(masked)
  }

  /** Finds a program on a PATH, and remembers where it was: steps ask for the same few again and again. */
  findProgram(
    name: string,
    path: string,
    find: (name: string, path: string) => string | undefined,
  ): string | undefined {
    const key = `${name}\0${path}`
    const file = this.#programs.get(key) ?? find(name, path)
    if (file) this.#programs.set(key, file)
    return file
  }

  /** The process that the job waits for, if any. */
  get running(): RunningProcess | undefined {
    return this.#running
  }

  setRunning(process: RunningProcess | undefined): void {
    this.#running = process
    if (process) this.sessions.push(process.session)
  }

  /** Waits on the clock for the job itself, so that the clock may leap. */
  async sleepUntil(instant: number, signal: AbortSignal): Promise<void> {
    this.#sleeping = true
    try {
      await this.ports.clock.sleepUntil(instant, signal)
    } finally {
      this.#sleeping = false
    }
  }

  /** What a clock that leaps must know. */
  activity(): JobActivity {
    // What a step left in the background is woken in passing; it does not make the clock leap once the step itself is over.
    if (this.#running && !this.#running.hasExited()) return { kind: 'processes', sessions: this.sessions }
    return { kind: this.#sleeping ? 'asleep' : 'busy' }
  }
}
