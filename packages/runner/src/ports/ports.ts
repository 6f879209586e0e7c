import type { CommandPlaces, FreshTaskHost, LoginTime, ServiceEndpoint, TokenSource } from '@mintwell/azure-cli'
import type { JobClock } from '@mintwell/clock'
import type { RunEvent, StepIdentity } from './events.ts'
import type { RunFiles } from './files.ts'
import type { RunStore } from './run-store.ts'

/** A variable that comes from the service, with the job. */
export interface ServiceVariable {
  readonly name: string
  readonly value: string
  readonly secret?: boolean
}

/** The service side of a running job: Azure DevOps, or what stands for it. */
export interface JobServices {
  openJob(request: {
    readonly stage: string
    readonly job: string
    readonly attempt: number
    /** The service connections that task inputs of this job's stage name: only for these are tokens issued. */
    readonly connections: readonly string[]
  }): Promise<JobAccess>
}

export interface JobAccess {
  readonly variables: readonly ServiceVariable[]
  readonly endpoints: readonly ServiceEndpoint[]
  openStep(step: string): StepAccess
  close(): void
}

/** What one step is given, and no other: its job token and its way through the network. */
export interface StepAccess {
  readonly accessToken: string
  /** The variables of the network: proxies, trust. */
  readonly environment: Readonly<Record<string, string>>
  /** What differs of them for the step's `az login`, made when it is asked for; its secrets are for the masker. */
  login(): { readonly environment: Readonly<Record<string, string>>; readonly secrets: readonly string[] }
  /** Asks for an ID token, as a task does. */
  requestIdToken(connectionId: string): Promise<string>
  /** Sends a request with the credentials of a service connection, by the step's own way through the network; without it InvokeRESTAPI@1 fails. */
  readonly invoke?: (request: OutgoingRequest) => Promise<{ readonly status: number; readonly text: string }>
  /** What the drop-in task needs beyond that; without it the task fails. */
  readonly fresh?: Pick<FreshTaskHost, 'service' | 'privateFiles' | 'ownRoots' | 'random'>
  /** The `mintwell` that MintwellSetup@1 puts on PATH; without it the task fails. */
  readonly command?: CommandPlaces
  /** Secrets of this step's access beyond the token, for the masker. */
  readonly secrets: readonly string[]
  close(): void
}

/** A request of a task to a service behind a connection. */
export interface OutgoingRequest {
  readonly endpoint: ServiceEndpoint
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/** A child process, its output by lines. */
export interface RunningProcess {
  /** Its process id, which leads a session of its own. */
  readonly session: number
  /** When it has ended and its output is read. `code` is null when a signal ended it. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  /** Whether the process itself has ended; something that it started may still hold its output open. */
  hasExited(): boolean
  /** Sends a signal to the process and all of its session that it can reach. */
  signal(signal: NodeJS.Signals): void
}

export interface ProcessRequest {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly input?: string
  readonly onLine: (stream: 'stdout' | 'stderr', line: string) => void
}

/** Starts and ends processes. */
export interface Processes {
  spawn(request: ProcessRequest): RunningProcess
  /** Ends whatever is left of these sessions, and whatever carries the marker (`NAME=value`) in its environment. */
  endAll(sessions: readonly number[], marker?: string): Promise<void>
  /** Waits so many milliseconds of real time, whatever the run's clock says; resolves at once when the signal aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<void>
  readonly platform: NodeJS.Platform
  /** The processor, in Node's words: `x64`, `arm64`. */
  readonly architecture: string
}

/** Everything outside that a run of a pipeline touches. */
export interface RunPorts {
  readonly clock: JobClock
  readonly processes: Processes
  readonly files: RunFiles
  readonly store: RunStore
  readonly services: JobServices
  readonly emit: (event: RunEvent) => void
  /** Told about each token that a task took, with where it came from. */
  readonly tokenTaken: (step: StepIdentity, token: string, source: TokenSource, endpoint: ServiceEndpoint) => void
  /** The environment that every step inherits: an allow-list of the user's, and the clock's. PATH with the shims first. */
  readonly environment: Readonly<Record<string, string>>
  /** Where jobs have their workspaces; each makes a directory of its own in it and removes it. */
  readonly directory: string
  /** Fills a directory with a repository: `self`, or the alias of another one. */
  readonly checkOut: (directory: string, repository: string) => Promise<void>
  /** May take what it filled out of the workspace of a job that has ended, before that is removed; not called for workspaces that are kept. */
  readonly takeBack?: (workspace: string) => Promise<void>
  readonly settings: {
    readonly azureCliLogin: LoginTime
    readonly keepWorkspaces: boolean
    readonly parallel: boolean
    readonly debug: boolean
    /** Manual validations are approved at once. */
    readonly approve: boolean
    /** Jobs and steps that are to run in containers run on this machine; else they are refused. */
    readonly containersOnHost: boolean
    /** Tasks that record their inputs and do nothing: `NAME` or `NAME@MAJOR`. */
    readonly stubs: readonly string[]
  }
  /** The Node that runs the tasks of folders; without one they fail. */
  readonly node?: { readonly file: string; readonly major: number }
  readonly newId: () => string
  /** Aborts when the user cancels. */
  readonly signal: AbortSignal
}
