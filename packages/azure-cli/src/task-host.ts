import type { EndpointValues } from './endpoint-values.ts'

/** A service connection, as a task sees it (Azure DevOps calls it a service endpoint). */
export interface ServiceEndpoint {
  /** GUID, lower case. */
  readonly id: string
  readonly name: string
  readonly type: string
  readonly url: string
  /** `WorkloadIdentityFederation`, `ServicePrincipal`, `ManagedServiceIdentity`; compares without case. */
  readonly scheme: string
  /** Authorization parameters: `tenantid`, `serviceprincipalid`, `idToken` when the service bound one … */
  readonly parameters: EndpointValues
  /** `environment`, `subscriptionId` … */
  readonly data: EndpointValues
}

export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  /** Given to the command's standard input, which is then closed. Never shown. */
  readonly input?: string
  /** Sees every line of standard error, before it is masked. */
  readonly onErrorLine?: (line: string) => void
  /** Takes the output instead of the log. */
  readonly onOutputLine?: (line: string) => void
  /** Windows: the arguments are quoted already. */
  readonly verbatim?: boolean
}

/** Where a token came from: `oidc`, the service's endpoint for ID tokens; `late-bound`, the service connection itself. */
export type TokenSource = 'oidc' | 'late-bound'

/**
 * All that the AzureCLI engine needs of the world. One adapter is the lab's runner, another azure-pipelines-task-lib on a real agent.
 */
export interface TaskHost {
  /** The present, in milliseconds since the epoch. */
  now(): number
  /** Resolves at an instant of `now`; rejects when `signal` aborts first. What the step runs meanwhile goes on. */
  sleepUntil(instant: number, signal?: AbortSignal): Promise<void>
  /** Runs work beside what the step runs, which a clock that leaps must not leap over. */
  busy<T>(work: () => Promise<T>): Promise<T>
  /** A new GUID, for names of files. */
  newId(): string
  readonly platform: NodeJS.Platform
  readonly tempDirectory: string
  readonly defaultWorkingDirectory: string
  /** The environment that the script inherits: the agent's, the public variables', the step's. */
  readonly environment: Readonly<Record<string, string>>
  /** More variables for the step's own `az login`, over `environment`. */
  readonly loginEnvironment: Readonly<Record<string, string>>
  /** An input by its real name, macros expanded, defaults applied; empty when it is not set. */
  input(name: string): string
  /** A service connection that an input of this step names. */
  endpoint(nameOrId: string): ServiceEndpoint | undefined
  /** A pipeline feature, such as `EnableLateBoundIdToken`. */
  feature(name: string): boolean
  /** Asks the issuer for an ID token for a connection. Rejects with the service's own words. */
  requestIdToken(connectionId: string): Promise<string>
  /** Told about each token that the step was given, for its receipt. */
  tokenTaken(token: string, source: TokenSource, endpoint: ServiceEndpoint): void
  setSecret(value: string): void
  log(line: string): void
  debug(line: string): void
  issue(type: 'error' | 'warning', message: string): void
  /** Finds a program on the step's PATH. */
  which(name: string): string | undefined
  exec(command: Command): Promise<number>
  readonly files: TaskFiles
}

/** The file operations of the engine. Paths are absolute. */
export interface TaskFiles {
  exists(path: string): boolean
  /** The text of a file; undefined where it cannot be read. */
  read(path: string): string | undefined
  makeDirectory(path: string): void
  /** Makes a new directory, 0700, whose name begins as given. */
  makeTemporaryDirectory(prefix: string): string
  write(path: string, content: string, mode: number): void
  remove(path: string): void
}

/** How a task ended. The message is what Azure Pipelines shows beside the result. */
export interface TaskOutcome {
  readonly result: 'succeeded' | 'succeededWithIssues' | 'failed'
  readonly message: string
  readonly exitCode: number | null
}
