import { realClock } from '@mintwell/clock'
import { foreignText } from '@mintwell/token'
import { errorDocument } from './errors.ts'
import { goneLab } from './lab/gone-lab.ts'
import { ProcessSignals } from './process-signals.ts'
import { say } from './say.ts'
import { OutputError, standardOutput } from './standard-output.ts'
import {
  EXIT_BROKEN,
  EXIT_INTERRUPTED,
  EXIT_OWN_REFUSAL,
  type Io,
  isParseArgsError,
  UsageError,
  type Verb,
  type VerbTable,
} from './verb.ts'
import { VERSION } from './version.ts'

function helpPage(verbs: VerbTable): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length))
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `mintwell: freshly minted identity tokens for every pipeline step

Usage: mintwell COMMAND [options]

${lines.join('\n')}

Run mintwell COMMAND --help for details. This is version ${VERSION} (mintwell --version).
`
}

/** Runs the command. Gives the exit code: 0 done, 1 the pipeline, check or verdict failed, 2 wrong use, 3 the environment is broken. */
export async function runVerb(verbs: VerbTable, argv: readonly string[], io: Io): Promise<number> {
  const [first, second] = argv
  // `help VERB` is `VERB --help`.
  const [name, ...rest] = first === 'help' && second !== undefined ? [second, '--help'] : argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(helpPage(verbs))
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    io.stdout.write(`${VERSION}\n`)
    return 0
  }
  if (ownArguments(argv).some((argument) => TOKEN_ARGUMENT.test(argument))) {
    io.stderr.write(
      'mintwell: a token was given as an argument, where every process of the machine can see it. Give it to `mintwell inspect -` on standard input, or in a file.\n',
    )
    return 2
  }
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!entry) {
    say(io.stderr, `mintwell: ${await describeUnknown(name, Object.keys(verbs))}`)
    return 2
  }
  const verb = await entry.load()
  if (asksForHelp(verb, rest)) {
    io.stdout.write(`${verb.help.trimEnd()}\n`)
    return 0
  }
  const gone = name === 'lab' ? undefined : goneLab(io.env)
  if (gone !== undefined) {
    io.stderr.write(`mintwell ${name}: ${gone}\n`)
    return name === 'exec' ? EXIT_OWN_REFUSAL : EXIT_BROKEN
  }
  try {
    return await verb.run(rest, io)
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error)) {
      const message = foreignText(await messageOf(error as Error, verb))
      const use = (error instanceof UsageError && error.usage) || verb.usage
      say(io.stderr, `mintwell ${name}: ${message}\nUsage: ${use}\n`)
      if (ownArguments(rest).includes('--json')) io.stdout.write(errorDocument('ERR_USAGE', message, `Usage: ${use}`))
      return 2
    }
    throw error
  }
}

/** The options that stand for themselves, without a command. */
const OWN_OPTIONS = ['--help', '--version']

async function describeUnknown(name: string, commands: readonly string[]): Promise<string> {
  const { suggest } = await import('./suggest.ts')
  const shown = name.slice(0, 40)
  if (!name.startsWith('-'))
    return `unknown command '${shown}'. ${suggest(name, commands) ?? `Commands: ${commands.join(', ')}.`}`
  return `unknown option '${shown}'. ${suggest(name, OWN_OPTIONS) ?? 'Options of a command follow it: mintwell COMMAND [options].'}`
}

/** The parser's words for an unknown option are replaced by ours, with the option that is near. */
async function messageOf(error: Error, { help }: Verb): Promise<string> {
  const { message } = error
  if (!isParseArgsError(error)) return message
  const { unknownOption } = await import('./suggest.ts')
  return unknownOption(message, help) ?? message
}

/** An argument, or the value of an option, that is a token or the beginning of one: no verb takes any, and each would repeat it in its error. */
const TOKEN_ARGUMENT = /^(?:--[\w-]+=)?\s*eyJ[\w-]{10,}/

/** The arguments before `--`, behind which a command of the user's stands. */
function ownArguments(argv: readonly string[]): readonly string[] {
  return argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv
}

/** `--help` among the verb's own arguments: not behind `--`, where a command of the user's stands, and not behind the name of a part, which has its own page. */
function asksForHelp(verb: Verb, rest: readonly string[]): boolean {
  const own = ownArguments(rest)
  return (verb.parts ? own.slice(0, 1) : own).some((argument) => argument === '--help' || argument === '-h')
}

/** The command as a process: signals, outputs that cannot be written, and the exit code. */
export async function runVerbAsProcess(verbs: VerbTable, signals = new ProcessSignals()): Promise<void> {
  const outputs = new Map<1 | 2, NodeJS.WritableStream>()
  let failure: OutputError | undefined
  /** Node makes a standard stream when it is first asked for, which takes its time: none is asked for before it is needed. */
  const output = (descriptor: 1 | 2, own: () => NodeJS.WriteStream) => {
    let stream = outputs.get(descriptor)
    if (stream) return stream
    stream = standardOutput(descriptor, own)
    outputs.set(descriptor, stream)
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // The reader has gone (`| head`): all that is left to do is to clean up silently.
      if (error.code === 'EPIPE') return signals.abort('the reader went away')
      // What went to standard error can be told nowhere, and takes nothing from what was asked for.
      if (descriptor === 2) return
      failure ??= new OutputError('standard output', error)
      signals.abort('the output cannot be written')
    })
    return stream
  }
  const io: Io = {
    get stdin() {
      return process.stdin
    },
    get stdout() {
      return output(1, () => process.stdout)
    },
    get stderr() {
      return output(2, () => process.stderr)
    },
    env: process.env,
    cwd: process.cwd(),
    clock: realClock,
    signal: signals.signal,
    onSignals: signals.take,
  }
  try {
    process.exitCode = signals.exitCode(await runVerb(verbs, process.argv.slice(2), io))
  } catch (error) {
    const isInterrupted = signals.signal.aborted && (error as NodeJS.ErrnoException | null)?.code === 'ABORT_ERR'
    if (isInterrupted) process.exitCode = signals.exitCode(EXIT_INTERRUPTED)
    else say(io.stderr, `mintwell: ${error instanceof Error ? error.message : String(error)}`)
    if (!isInterrupted) process.exitCode = EXIT_BROKEN
  }
  // A stream tells of a failed write in a later turn.
  await new Promise((resolve) => setImmediate(resolve))
  if (!failure) return
  say(io.stderr, `mintwell: ${failure.message}`)
  process.exitCode = EXIT_BROKEN
}
