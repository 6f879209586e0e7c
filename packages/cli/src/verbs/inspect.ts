import { parseArgs } from 'node:util'
import { type Instant, parseDuration } from '@mintwell/clock'
import { type Contract, isBreach, judge, readToken } from '@mintwell/token'
import { formatTokens, type InspectedToken, tokenRecords } from '../inspect/format-tokens.ts'
import { sayWhatInstead } from '../inspect/not-a-token.ts'
import { readInput, refuseTokens } from '../inspect/read-input.ts'
import { readTokens, type TokensOfText } from '../inspect/read-tokens.ts'
import { problemsAround, problemsOfUse, unwrapped, wrappedProblem } from '../inspect/token-problems.ts'
import { jsonText } from '../say.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage = 'mintwell inspect [FILE|-|--env NAME] [--json] [--min-remaining D] [--max-age D] [--budget D]'

/** `mintwell inspect`: shows what tokens are and judges their freshness; never shows a token. */
export const inspect: Verb = {
  name: 'inspect',
  usage,
  help: `Shows ID tokens: who issued them, for what, when they were minted and when they end, and whether they are fresh. Never the
token itself.

Usage: ${usage}

Where the tokens come from: any text that has some, bare or in JSON such as {"oidcToken": "…"}
  FILE                  a file
  -                     standard input, also where nothing is given and it is not a terminal
  --env NAME            an environment variable, such as idToken in a script of AzureCLI. Its value must be the token and nothing
                        else: quotes, 'Bearer ', a space, a line end or JSON around it are reported, since services refuse them
A token as an argument is refused: every process of the machine sees arguments, and they stay in the shell's history.

What is asked of them
  --min-remaining D     less left than this is 'expiring' (default: the smaller of 5m and a third of the lifetime)
  --budget D            how long the token is needed: less left is 'expiring' too
  --max-age D           older is 'stale' (default: the smaller of 10m and half the lifetime)
D is a duration: 90s, 10m, 1h30m.

Output
  --json                one document on stdout

A token that comes a second time in the text is 'echoed'. An access token and the token of a job are named as such: they are not
ID tokens. Signatures are not checked: that is for the service that accepts the token.

Exit code: 0 no token is in breach; 1 one is (malformed, expired, not yet valid, expiring), or the variable of --env holds something
that a service would refuse; 2 wrong use, or no token was found.
`,
  async run(argv, io) {
    refuseTokens(argv, 'inspect')
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        env: { type: 'string' },
        json: { type: 'boolean', default: false },
        'min-remaining': { type: 'string' },
        'max-age': { type: 'string' },
        budget: { type: 'string' },
      },
    })
    const contract = contractOf(values)
    const variable = values.env === undefined ? undefined : readVariable(values.env, positionals, io)
    const found = await readTokens(variable === undefined ? inputOf(positionals, io) : [Buffer.from(variable)])
    const now = io.clock.now()
    const tokens = inspectTokens(found, variable !== undefined, contract, now)
    io.stdout.write(values.json ? jsonText(tokenRecords(tokens, now), 2) : formatTokens(tokens, contract, now))
    return tokens.some(({ judgement, problems }) => isBreach(judgement.verdict) || isRefused(problems, variable))
      ? 1
      : 0
  },
}

/** What is wrong around a token in a log does no harm; in a variable it is what is sent. */
function isRefused(problems: InspectedToken['problems'], variable: string | undefined): boolean {
  if (problems === undefined || problems.length === 0) return false
  return variable !== undefined || problems.some(({ id }) => id === 'wrapped')
}

/** One file, or standard input. */
function inputOf(positionals: readonly string[], io: Io): AsyncIterable<Uint8Array> {
  if (positionals.length > 1) throw new UsageError('give one file, or - for standard input')
  return readInput(positionals, io, inspect)
}

function readVariable(name: string, positionals: readonly string[], io: Io): string {
  if (positionals.length > 0) throw new UsageError('give a file or --env, not both')
  const value = io.env[name]
  if (value === undefined) {
    const hint =
      name === 'idToken'
        ? ' AzureCLI sets it with addSpnToEnvironment: true and a workload identity connection only.'
        : ''
    throw new UsageError(`there is no environment variable ${name.slice(0, 100)}.${hint}`)
  }
  return value
}

function contractOf(values: Readonly<Record<string, string | boolean | undefined>>): Contract {
  const duration = (name: string) => {
    const text = values[name]
    if (typeof text !== 'string') return undefined
    const parsed = parseDuration(text)
    if (parsed === undefined)
      throw new UsageError(`--${name} needs a duration such as 90s, 10m or 1h30m, not '${text.slice(0, 40)}'`)
    return parsed
  }
  const minRemaining = duration('min-remaining')
  const maxAge = duration('max-age')
  const budget = duration('budget')
  return {
    ...(minRemaining === undefined ? {} : { minRemaining }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(budget === undefined ? {} : { budget }),
  }
}

/** Each token is compared with those before it in the text. */
function inspectTokens(
  { tokens: found, head, length }: TokensOfText,
  isVariable: boolean,
  contract: Contract,
  now: Instant,
): readonly InspectedToken[] {
  const isWhole = length <= head.length
  const joined = isWhole ? unwrapped(head) : undefined
  const compacts = joined === undefined ? found : [joined]
  if (compacts.length === 0) throw new UsageError(`no token was found: ${sayWhatInstead(head, length)}`)
  const fingerprints = new Set<string>()
  return compacts.map((compact, index) => {
    const reading = readToken(compact)
    const judgement = judge(reading, contract, now, { fingerprints, comparedWith: { scope: 'history', count: index } })
    fingerprints.add(reading.fingerprint)
    const around = joined !== undefined ? [wrappedProblem(head)] : isVariable ? problemsAround(head, compact) : []
    return { reading, judgement, problems: [...around, ...(reading.kind === 'token' ? problemsOfUse(reading) : [])] }
  })
}
