import { delimiter } from 'node:path'
import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { JobActivity } from '@mintwell/clock'
import type { StagePlan } from '@mintwell/language'
import { LineMasker } from '../masking/line-masker.ts'
import { Masker } from '../masking/masker.ts'
import type { RunEvent, Unstamped } from '../ports/events.ts'
import type { JobAccess, RunningProcess, RunPorts } from '../ports/ports.ts'
import { combineResults, type Result } from '../ports/result.ts'
import { VariableSet } from '../variables/variable-set.ts'
import type { RunnableJob } from './runnable-job.ts'
import { stopProcess } from './stop-process.ts'
import type { Workspace } from './workspace.ts'

/** The environment variable by which the agent finds what a job left running. */
export const LOOKUP_VARIABLE = 'VSTS_PROCESS_LOOKUP_ID'

/** The texts of events that come from steps; the others are names of the plan and words of the runner. */
const TEXTS: readonly string[] = ['text', 'path', 'displayName', 'tag']
/** Where a name and a type are what a step said. */
const NAMED_BY_STEPS: ReadonlySet<RunEvent['kind']> = new Set(['attachment', 'run-named'])

/** A step whose task was stubbed. */
export interface StubbedStep {
  readonly task: string
  /** `stage.job.step` */
  readonly step: string
}

/** All that changes while one job runs. It lives as long as the job. */
export class JobState {
  readonly ports: RunPorts
  readonly stage: StagePlan
  readonly job: RunnableJob
  readonly workspace: Workspace
  readonly access: JobAccess
  readonly masker = new Masker()
  readonly #lines = new LineMasker(this.masker)
  readonly variables: VariableSet
  readonly endpoints: Map<string, ServiceEndpoint>
  readonly lookupId: string
  readonly #pathAdditions: string[] = []
  readonly #sessions: number[] = []
  readonly #results: Result[] = []
  readonly #stubs: StubbedStep[] = []
  #canceled = false
  readonly #running = new Set<RunningProcess>()
  /** How many of the job's own waits are under way, and how much of its own work that no leap may pass over. */
  #sleepers = 0
  #work = 0
  #stopping = false
  readonly #programs = new Map<string, string>()
  readonly #taskVariables = new Map<string, Map<string, string>>()

  constructor(ports: RunPorts, stage: StagePlan, job: RunnableJob, workspace: Workspace, access: JobAccess) {
    this.ports = ports
    this.stage = stage
    this.job = job
    this.workspace = workspace
    this.access = access
    this.variables = new VariableSet((value) => this.masker.add(value))
    this.endpoints = new Map(access.endpoints.map((endpoint) => [endpoint.id, endpoint]))
    this.lookupId = `vsts_${ports.newId()}`
  }

  /** The result so far: what `succeeded()` and `failed()` of the next step see. What was canceled counts by `canceled`. */
  get result(): Result {
    return combineResults(this.#results.filter((part) => part !== 'canceled'))
  }

  get canceled(): boolean {
    return this.#canceled
  }

  /** `Agent.JobStatus`, as steps see it. */
  get status(): 'Succeeded' | 'SucceededWithIssues' | 'Failed' | 'Canceled' {
    if (this.#canceled) return 'Canceled'
    const { result } = this
    return result === 'succeededWithIssues' ? 'SucceededWithIssues' : result === 'failed' ? 'Failed' : 'Succeeded'
  }

  /** Where steps run that name no other directory. */
  get workingDirectory(): string {
    return this.variables.get('System.DefaultWorkingDirectory')?.value ?? this.workspace.sources
  }

  /** Sessions of all processes that the job started; a background process may outlive its step. */
  get sessions(): readonly number[] {
    return this.#sessions
  }

  /** The job is canceled: by the user, or at the end of its time. */
  cancel(): void {
    this.#canceled = true
    this.variables.set('Agent.JobStatus', this.status)
  }

  /** A step has ended, or the checkout that no step asks for. */
  ended(result: Result): void {
    this.#results.push(result)
    this.variables.set('Agent.JobStatus', this.status)
  }

  /** The result of the whole job. */
  outcome(): Result {
    if (this.#canceled) return 'canceled'
    const { result } = this
    return result === 'failed' && this.job.continueOnError ? 'succeededWithIssues' : result
  }

  /** The task of a step was stubbed. */
  stubbed(task: string, step: string): void {
    this.#stubs.push({ task, step: `${this.stage.name}.${this.job.name}.${step}` })
  }

  get stubs(): readonly StubbedStep[] {
    return this.#stubs
  }

  /** A directory goes to the front of PATH for the steps that follow. */
  prependPath(directory: string): void {
    const at = this.#pathAdditions.indexOf(directory)
    if (at !== -1) this.#pathAdditions.splice(at, 1)
    this.#pathAdditions.unshift(directory)
  }

  /** A PATH behind the directories that steps put before it, the last of them first. */
  pathBefore(path: string): string {
    return [...this.#pathAdditions, path].join(delimiter)
  }

  /** Sends an event with the clock's instant; everything that a person may read in it is masked here, at the process. */
  emit(event: Unstamped<RunEvent>): void {
    const masked: Record<string, unknown> = { ...event, at: this.ports.clock.now() }
    for (const key of NAMED_BY_STEPS.has(event.kind) ? [...TEXTS, 'name', 'type'] : TEXTS) {
      const text = masked[key]
      if (typeof text !== 'string') continue
      masked[key] = event.kind === 'line' && key === 'text' ? this.#lines.mask(text) : this.masker.mask(text)
    }
    this.ports.emit(masked as unknown as RunEvent)
  }

  /** Finds a program on a PATH, and remembers where it was: steps ask for the same few again and again. */
  findProgram(name: string, path: string): string | undefined {
    const key = `${name}\0${path}`
    const file = this.#programs.get(key) ?? this.ports.files.findProgram(name, path)
    if (file) this.#programs.set(key, file)
    return file
  }

  /** The task variables of a step, which all phases of its task share. */
  taskVariablesOf(step: string): Map<string, string> {
    const variables = this.#taskVariables.get(step) ?? new Map<string, string>()
    this.#taskVariables.set(step, variables)
    return variables
  }

  /** The job waits for a process until what this gives is called. */
  started(process: RunningProcess): () => void {
    this.#running.add(process)
    this.#sessions.push(process.session)
    if (this.#stopping) this.#stop(process)
    return () => this.#running.delete(process)
  }

  /** A step's attempt begins: nobody has stopped it yet. */
  beginAttempt(): void {
    this.#stopping = false
  }

  /** Ends the processes that the job waits for, and whatever the attempt would still start. Until the attempt is over the clock does not leap. */
  stopAttempt(): void {
    this.#stopping = true
    for (const process of this.#running) this.#stop(process)
  }

  #stop(process: RunningProcess): void {
    // The step waits for its end; how it was brought about is nobody's to hear.
    stopProcess(process, this.ports.processes).catch(() => {})
  }

  /** Waits on the clock for the job itself, so that the clock may leap. */
  async sleepUntil(instant: number, signal?: AbortSignal): Promise<void> {
    this.#sleepers += 1
    try {
      await this.ports.clock.sleepUntil(instant, signal)
    } finally {
      this.#sleepers -= 1
    }
  }

  /** Runs work of the job itself, such as a request, beside whatever else goes on: the clock does not leap over it. */
  async busy<T>(work: () => Promise<T>): Promise<T> {
    this.#work += 1
    try {
      return await work()
    } finally {
      this.#work -= 1
    }
  }

  /** What a clock that leaps must know. */
  activity(): JobActivity {
    if (this.#stopping || this.#work > 0) return { kind: 'busy' }
    // What a step left in the background is woken in passing; it does not make the clock leap once the step itself is over.
    const isRunning = [...this.#running].some((process) => !process.hasExited())
    if (isRunning) return { kind: 'processes', sessions: this.#sessions }
    return { kind: this.#sleepers > 0 ? 'asleep' : 'busy' }
  }
}
