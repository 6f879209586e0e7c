import { isReported, textOfError } from '../errors.ts'
import type { LabPart } from '../lab/lab-part.ts'
import { say } from '../say.ts'
import { isParseArgsError, UsageError, type Verb } from '../verb.ts'

/** The parts of `mintwell lab`, each loaded when it is called. */
const parts: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<LabPart> }>> = {
  up: { summary: 'Open a lab and keep it open', load: async () => (await import('../lab/lab-up.ts')).labUp },
  exec: { summary: 'Run a command inside a lab', load: async () => (await import('../lab/lab-exec.ts')).labExec },
  env: {
    summary: 'Print the environment variables that point at the running lab',
    load: async () => (await import('../lab/lab-env.ts')).labEnv,
  },
  clock: {
    summary: 'Show, set or move the clock of the lab that is up',
    load: async () => (await import('../lab/move-lab-clock.ts')).labClock,
  },
  fault: {
    summary: 'Switch faults of the lab that is up on and off',
    load: async () => (await import('../lab/lab-fault.ts')).labFault,
  },
  keys: {
    summary: 'Make an issuer of the lab that is up sign with a new key',
    load: async () => (await import('../lab/lab-keys.ts')).labKeys,
  },
  down: { summary: 'Stop the lab that is up', load: async () => (await import('../lab/lab-down.ts')).labDown },
  list: { summary: 'List the labs that are up', load: async () => (await import('../lab/lab-list.ts')).labList },
  status: {
    summary: 'Show the lab that is up: clock, faults, connections, what happened last',
    load: async () => (await import('../lab/lab-status.ts')).labStatus,
  },
  check: {
    summary: 'Show which programs here see the lab’s clock and trust its authority',
    load: async () => (await import('../lab/lab-check.ts')).labCheck,
  },
}

const width = Math.max(...Object.keys(parts).map((name) => name.length))

export const lab: Verb = {
  name: 'lab',
  parts,
  usage: 'mintwell lab up|down|list|status|exec|env|clock|fault|keys|check …',
  help: `The identity side of Azure DevOps, Entra, ARM and Graph, emulated on this machine, for real programs with nothing rewritten.

Usage: mintwell lab COMMAND [options]

${Object.entries(parts)
  .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  .join('\n')}

Run mintwell lab COMMAND --help for details.
`,
  async run(argv, io) {
    const [name, ...rest] = argv
    if (name === undefined) throw new UsageError(`a command is needed: ${Object.keys(parts).join(', ')}.`)
    const part = Object.hasOwn(parts, name) ? await parts[name]?.load() : undefined
    if (!part) {
      const { suggest } = await import('../suggest.ts')
      const hint = suggest(name, Object.keys(parts)) ?? `Commands: ${Object.keys(parts).join(', ')}.`
      throw new UsageError(`unknown command 'lab ${name.slice(0, 40)}'. ${hint}`)
    }
    const ownArguments = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
    if (ownArguments.includes('--help') || ownArguments.includes('-h')) {
      io.stdout.write(`${part.help.trimEnd()}\n`)
      return 0
    }
    const { LabAddressError } = await import('../lab/lab-address.ts')
    try {
      return await part.run(rest, io)
    } catch (error) {
      if (error instanceof UsageError || isParseArgsError(error))
        throw new UsageError(await describeMisuse(error, part.help), { usage: part.usage })
      const mended = await describeProblem(error)
      if (mended === undefined && !(error instanceof LabAddressError)) throw error
      say(io.stderr, `mintwell lab ${name}: ${mended ?? (error as Error).message}`)
      return name === 'exec' ? 125 : error instanceof LabAddressError ? 3 : 2
    }
  },
}

/** What to say of wrong use: the parser's words for an unknown option are replaced by ours, with the option of the part that is near. */
async function describeMisuse(error: Error, help: string): Promise<string> {
  const { unknownOption } = await import('../suggest.ts')
  return unknownOption(error.message, help) ?? error.message
}

/** The text of an error that is the user's to mend; undefined for any other. */
async function describeProblem(error: unknown): Promise<string | undefined> {
  if (isReported(error) && error.code !== 'ERR_LAB_ADDRESS' && error.code !== 'ERR_OUTPUT') return textOfError(error)
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `port ${port} is in use by another program: choose another, or leave the option out to get a free one.`
  return undefined
}
