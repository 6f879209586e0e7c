import type { Clock } from '@mintwell/clock'
import { CliError } from './errors.ts'

/** What the command lets a verb touch: its streams, its environment, a clock, and the signal that Ctrl-C aborts. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly clock: Clock
  readonly signal: AbortSignal
  /** From here on these signals come to `handler` alone and abort nothing, until the function that this gives is called. */
  readonly onSignals?: (signals: readonly NodeJS.Signals[], handler: (signal: NodeJS.Signals) => void) => () => void
}

/** The parts of a verb by name, each loaded when it is called. */
export type VerbParts = Readonly<
  Record<string, { readonly summary: string; readonly load: () => Promise<Pick<Verb, 'usage' | 'help'>> }>
>

/** One verb of the command: a file under `verbs/` that exports one of these. */
export interface Verb {
  readonly name: string
  /** The call, such as `mintwell inspect [FILE|-|--env NAME]`. */
  readonly usage: string
  /** The page that `mintwell NAME --help` prints. */
  readonly help: string
  /** The parts of a verb that has some (`mintwell lab up`), each with a help page of its own. */
  readonly parts?: VerbParts
  /** Gives the exit code: 0 done; 1 the verdict, check or pipeline failed; 2 wrong use; 3 the environment is broken. */
  run(argv: readonly string[], io: Io): Promise<number>
}

/** The verbs of a command, each loaded when it is called. */
export type VerbTable = Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Verb> }>>

/** Wrong use of a verb; the command prints `mintwell NAME: message` and exits with 2. */
export class UsageError extends CliError {
  override readonly name = 'UsageError'
  /** The call of the part that was misused; without it, that of the verb is printed. */
  readonly usage: string | undefined

  constructor(message: string, options: ErrorOptions & { readonly usage?: string } = {}) {
    super('ERR_USAGE', message, { cause: options.cause })
    this.usage = options.usage
  }
}

/** Errors of `util.parseArgs`, which are wrong use as well: their codes begin so (Node.js documentation). */
export function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && String((error as { code?: unknown }).code ?? '').startsWith('ERR_PARSE_ARGS')
}

/** The exit code where Ctrl-C, or a reader that went away, ended the work: 128 and the number of SIGINT, as a shell has it. */
export const EXIT_INTERRUPTED = 130

/** The exit code where the environment is broken: a disk that is full, a service that does not answer, a mistake of ours. */
export const EXIT_BROKEN = 3

/** A verb that gives its command's exit code refuses by itself: as `env` and `timeout` do. */
export const EXIT_OWN_REFUSAL = 125
