import type { Launch, WatchdogLaunch } from './launch.ts'

/** How a process ended. */
export type ProcessEnd =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'signalled'; readonly signal: NodeJS.Signals }
  /** It could not be started; the code is the system's, such as `EACCES`. */
  | { readonly kind: 'not-started'; readonly code: string }

/** Who gets the command's output, as it comes; a stream without a listener is our own. */
export interface OutputListeners {
  readonly stdout?: (chunk: Uint8Array) => void
  readonly stderr?: (chunk: Uint8Array) => void
}

/** How the command is started. */
export interface StartOptions {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly ownGroup: boolean
  readonly onOutput?: OutputListeners
}

/** The command while it runs. */
export interface RunningCommand {
  readonly pid: number | undefined
  readonly ended: Promise<ProcessEnd>
}

/** The watchdog, as we hold it. */
export interface RunningWatchdog {
  readonly pid: number | undefined
  /** The name of a variable for the environment of whatever must not outlive us: by it the watchdog finds it. */
  readonly mark: string
  /** `remove PATH`, `group N`, `pid N`, `ended N`. */
  tell(line: string): void
  /** Ends it without a deed. */
  release(): void
  /** Lets it do its work now, as if we were killed. */
  abandon(): void
}

/** Starts processes; the adapter is `adapters/node-exec-processes.ts`. */
export interface ExecProcesses {
  /** Whether a file is there and may be run. */
  isProgram(path: string): boolean
  /** Whether a file is there at all: to tell 126 from 127. */
  isFile(path: string): boolean
  /** Starts the command with our own standard streams, but for those that somebody listens to. */
  start(launch: Launch, options: StartOptions): RunningCommand
  /** Starts a watchdog, to be had before there is anything to guard: being killed in between must leave nothing. */
  startWatchdog(launch: (mark: string) => WatchdogLaunch): RunningWatchdog
  /** Sends a signal; a process that is gone is no error. */
  kill(target: number, signal: NodeJS.Signals): void
  /** Calls back for each of these signals that comes to us; gives the way back. */
  onSignals(signals: readonly NodeJS.Signals[], handler: (signal: NodeJS.Signals) => void): () => void
  readonly onTerminal: boolean
}
