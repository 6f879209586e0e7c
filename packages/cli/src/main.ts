import { realClock } from '@mintwell/clock'
import { type Io, UsageError, type Verb } from './verb.ts'

/** The verbs, each loaded when it is called: start-up costs what is used. A new verb is a file under `verbs/` and a line here. */
const verbs: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Verb> }>> = {
  run: { summary: 'Run a pipeline here, against the lab', load: async () => (await import('./verbs/run.ts')).run },
  lab: {
    summary: 'An Azure DevOps and an Entra of your own, offline',
    load: async () => (await import('./verbs/lab.ts')).lab,
  },
  demo: {
    summary: 'See the fault and the cure in under 15 seconds',
    load: async () => (await import('./verbs/demo.ts')).demo,
  },
  explain: {
    summary: 'Say what an error in a log means, and what to do',
    load: async () => (await import('./verbs/explain.ts')).explain,
  },
  inspect: {
    summary: 'Show what a token is and whether it is fresh',
    load: async () => (await import('./verbs/inspect.ts')).inspect,
  },
  migrate: {
    summary: 'Put the drop-in task in the place of AzureCLI',
    load: async () => (await import('./verbs/migrate.ts')).migrate,
  },
}

const VERSION = '0.1.0'

function helpPage(): string {
  const width = Math.max(...Object.keys(verbs).map((name) => name.length))
  const lines = Object.entries(verbs).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  return `mintwell: freshly minted identity tokens for every pipeline step

Usage: mintwell VERB [options]

${lines.join('\n')}

mintwell VERB --help says more. mintwell --version prints ${VERSION}.
`
}

/** Runs the command. Gives the exit code: 0 done, 1 the pipeline, check or verdict failed, 2 wrong use, 3 the environment is broken. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.stdout.write(helpPage())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    io.stdout.write(`${VERSION}\n`)
    return 0
  }
  const entry = Object.hasOwn(verbs, name) ? verbs[name] : undefined
  if (!entry) {
    io.stderr.write(`mintwell: there is no verb '${name.slice(0, 40)}'. It knows: ${Object.keys(verbs).join(', ')}.\n`)
    return 2
  }
  const verb = await entry.load()
  if (asksForHelp(verb, rest)) {
    io.stdout.write(`${verb.help.trimEnd()}\n`)
    return 0
  }
  try {
    return await verb.run(rest, io)
  } catch (error) {
    if (error instanceof UsageError || isParseArgsError(error)) {
      io.stderr.write(`mintwell ${name}: ${(error as Error).message}\nUsage: ${verb.usage}\n`)
      return 2
    }
    throw error
  }
}

/** `--help` among the verb's own arguments: not behind `--`, where a command of the user's stands, and not behind the name of a part, which has its own page. */
function asksForHelp(verb: Verb, rest: readonly string[]): boolean {
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  return (verb.hasParts ? own.slice(0, 1) : own).some((argument) => argument === '--help' || argument === '-h')
}

/** Errors of `util.parseArgs` have codes that begin so (Node.js documentation). */
function isParseArgsError(error: unknown): boolean {
  return error instanceof Error && String((error as { code?: unknown }).code ?? '').startsWith('ERR_PARSE_ARGS')
}

/** The command as a process: signals, a closed pipe, and the exit code. */
export async function runAsProcess(): Promise<void> {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130)
      controller.abort(new Error(`${signal} came`))
    })
  }
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever read us has gone (`| head`): what is left to do is to clean up.
      if (error.code === 'EPIPE') controller.abort(new Error('the reader went away'))
    })
  }
  try {
    process.exitCode = await main(process.argv.slice(2), {
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      env: process.env,
      cwd: process.cwd(),
      clock: realClock,
      signal: controller.signal,
    })
  } catch (error) {
    process.stderr.write(`mintwell: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 3
  }
}
