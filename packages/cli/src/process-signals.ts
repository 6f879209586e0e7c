import { constants } from 'node:os'
import { EXIT_INTERRUPTED, type Io } from './verb.ts'

/** The signals that end the work of a verb. SIGUSR1 is one of them: Node's own answer to it opens a debugger that any user of the machine can speak to. */
const ENDING: readonly NodeJS.Signals[] =
  process.platform === 'win32'
    ? ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK']
    : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGALRM', 'SIGUSR1', 'SIGUSR2']

/** When it is looked whether Node's debugger was opened before we could listen, in milliseconds of real time. */
const DEBUGGER_LOOK_MS = 50

/**
 * The signals that come to this process, from the first moment on: none is lost. The first one aborts what the verb does, the second ends it; a verb that hands
 * signals on to a command of the user's takes them over, those that came before included.
 */
export class ProcessSignals {
  readonly #controller = new AbortController()
  #first: NodeJS.Signals | undefined
  #taken: ((signal: NodeJS.Signals) => void) | undefined

  constructor() {
    for (const signal of ENDING) process.on(signal, () => this.#come(signal))
    // Later, because the module takes milliseconds to load, and what is done by then need not be ended.
    setTimeout(() => this.#closeDebugger(), DEBUGGER_LOOK_MS).unref()
  }

  /** A SIGUSR1 that came before we could listen has opened Node's debugger: it is closed, and the signal has come. */
  #closeDebugger(): void {
    const isWanted = /--inspect/.test([...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' '))
    const inspector = process.getBuiltinModule('node:inspector')
    if (isWanted || inspector.url() === undefined) return
    inspector.close()
    this.#come('SIGUSR1')
  }

  /** Aborts at the first signal that nobody has taken over, and where the reader of our output went away. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  abort(reason: string): void {
    this.#controller.abort(new Error(reason))
  }

  /** As {@link Io.onSignals}. */
  readonly take: NonNullable<Io['onSignals']> = (signals, handler) => {
    this.#taken = handler
    // Those of ENDING have their listener already; two would count them twice.
    const others = signals.filter((signal) => !ENDING.includes(signal))
    for (const signal of others) process.on(signal, handler)
    if (this.#first !== undefined) queueMicrotask(() => handler(this.#first as NodeJS.Signals))
    return () => {
      this.#taken = undefined
      for (const signal of others) process.off(signal, handler)
    }
  }

  /** The exit code of a verb that gave this one: where a signal ended it, 128 and the signal's number, as a shell has it. */
  exitCode(code: number): number {
    return code === EXIT_INTERRUPTED && this.#first !== undefined ? 128 + constants.signals[this.#first] : code
  }

  #come(signal: NodeJS.Signals): void {
    if (this.#taken) this.#taken(signal)
    else if (this.#first === undefined) {
      this.#first = signal
      this.#controller.abort(new Error(`${signal} came`))
    } else process.exit(128 + constants.signals[signal])
  }
}
