import type { Launch } from './launch.ts'
import type { Platform } from './platform.ts'
import type { ExecProcesses, OutputListeners, ProcessEnd, RunningWatchdog } from './processes.ts'

/** What a guarded command needs of the world. */
export interface GuardedPorts {
  readonly platform: Platform
  readonly processes: ExecProcesses
  readonly cwd: string
}

/** Signals that end nothing by themselves before the command runs. */
const HARMLESS: readonly NodeJS.Signals[] = ['SIGWINCH', 'SIGCONT']

/** Signals that ask the command to end. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK']

/**
 * One command of the user's, of which nothing may be left: from the start on, signals to us are signals to it, and a watchdog cleans up where we are killed.
 * To be made before anything that must be removed.
 */
export class GuardedCommand {
  readonly #ports: GuardedPorts
  readonly #watchdog: RunningWatchdog
  readonly #forget: () => void
  #child: { readonly target: number; readonly ownGroup: boolean } | undefined
  #early: NodeJS.Signals | undefined
  #wasStarted = false
  /** The signals that were handed on. */
  readonly #handedOn = new Set<NodeJS.Signals>()
  #wasEnded = false

  /** @param onEarly told of a signal that comes before the command runs: whatever is waited for is to be given up */
  constructor(ports: GuardedPorts, onEarly: () => void) {
    this.#ports = ports
    const { platform, processes } = ports
    this.#watchdog = processes.startWatchdog((mark) => platform.watchdog(mark))
    this.#forget = processes.onSignals(platform.signals, (signal) => this.#onSignal(signal, onEarly))
  }

  /** The process id of the watchdog; undefined where it could not be started. */
  get watchdogId(): number | undefined {
    return this.#watchdog.pid
  }

  /** For the environment of what is started before the command and must not outlive us either. */
  get environment(): Readonly<Record<string, string>> {
    return { [this.#watchdog.mark]: '1' }
  }

  /** The signal that came before the command was started: it is not to be started any more. */
  get early(): NodeJS.Signals | undefined {
    return this.#early
  }

  get wasStarted(): boolean {
    return this.#wasStarted
  }

  get isRunning(): boolean {
    return this.#child !== undefined
  }

  /** This path is removed if we are killed. */
  removeIfKilled(path: string): void {
    this.#watchdog.tell(`remove ${path}`)
  }

  /** Starts the command. `ended` resolves when it has ended, or could not be started. */
  start(
    launch: Launch,
    env: Readonly<Record<string, string>>,
    onOutput: OutputListeners = {},
  ): { readonly pid: number | undefined; readonly ended: Promise<ProcessEnd> } {
    const { platform, processes, cwd } = this.#ports
    const ownGroup = platform.ownGroup(processes.onTerminal)
    const marked = { ...env, [this.#watchdog.mark]: '1' }
    this.#wasStarted = true
    const { pid, ended } = processes.start(launch, { env: marked, cwd, ownGroup, onOutput })
    if (pid !== undefined) {
      this.#child = { target: platform.killTarget(pid, ownGroup), ownGroup }
      this.#watchdog.tell(`${ownGroup ? 'group' : 'pid'} ${pid}`)
    }
    return {
      pid,
      ended: ended.then((end) => {
        this.#child = undefined
        this.#wasEnded = isEndedBy(this.#handedOn, end)
        return end
      }),
    }
  }

  /**
   * All is in order, and what had to be removed is removed: the watchdog ends. What the command left running on purpose stays; where a signal ended it, the watchdog ends
   * also what is in a session of its own, which the signal did not reach.
   */
  close(): void {
    if (this.#wasEnded) this.#watchdog.abandon()
    else this.#watchdog.release()
    this.#forget()
  }

  #onSignal(signal: NodeJS.Signals, onEarly: () => void): void {
    if (!this.#child) {
      if (HARMLESS.includes(signal)) return
      this.#early ??= signal
      onEarly()
      return
    }
    this.#handedOn.add(signal)
    // A terminal has sent these to the command already, which is in its foreground with us.
    if (!this.#child.ownGroup && (signal === 'SIGINT' || signal === 'SIGQUIT' || signal === 'SIGWINCH')) return
    this.#ports.processes.kill(this.#child.target, signal)
  }
}

/** Whether it was a signal that ended the command: some ask it to end, and it may do so with a code of its own; others end only what does not handle them. */
function isEndedBy(signals: ReadonlySet<NodeJS.Signals>, end: ProcessEnd): boolean {
  if (end.kind === 'signalled') return signals.has(end.signal)
  return end.kind === 'exited' && end.code !== 0 && ENDING.some((signal) => signals.has(signal))
}
