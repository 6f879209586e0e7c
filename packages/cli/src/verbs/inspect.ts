import { parseArgs } from 'node:util'
import { type Instant, parseDuration } from '@mintwell/clock'
import { type Contract, findTokens, isBreach, judge, readToken } from '@mintwell/token'
import { formatTokens, type InspectedToken, tokenRecords } from '../inspect/format-tokens.ts'
import { readInput, refuseTokens } from '../inspect/read-input.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage = 'mintwell inspect [FILE|-|--env NAME] [--json] [--min-remaining D] [--max-age D] [--budget D]'

/** `mintwell inspect`: shows what tokens are and judges their freshness; never shows a token. */
export const inspect: Verb = {
  name: 'inspect',
  usage,
  summary: 'Show what a token is and whether it is fresh',
  help: `Shows ID tokens: who issued them, for what, when they were minted and end, and whether they are fresh. Never the token itself.

Usage: ${usage}

Where the tokens come from: any text that has some, bare or in JSON such as {"oidcToken": "…"}
  FILE                  a file
  -                     standard input; also where nothing is given and it is no terminal
  --env NAME            an environment variable, such as idToken in a script of AzureCLI
A token as an argument is refused: arguments are seen by every process of the machine and stay in the shell's history.

What is asked of them
  --min-remaining D     less left than this is 'expiring' (default: the smaller of 5m and a third of the lifetime)
  --budget D            how long the token is needed: less left is 'expiring' too
  --max-age D           older is 'stale' (default: the smaller of 10m and half the lifetime)
D is a duration: 90s, 10m, 1h30m.

Output
  --json                one document on stdout

A token that comes a second time in the text is 'echoed'. Signatures are not checked: that is for the service that takes the token.

Exit code: 0 no token is in breach; 1 one is (malformed, expired, not yet valid, expiring); 2 wrong use, or no token was found.
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
    const text = values.env === undefined ? await textOf(positionals, io) : readVariable(values.env, positionals, io)
    const now = io.clock.now()
    const tokens = inspectTokens(text, contract, now)
    io.stdout.write(
      values.json ? `${JSON.stringify(tokenRecords(tokens, now), null, 2)}\n` : formatTokens(tokens, contract, now),
    )
    return tokens.some(({ judgement }) => isBreach(judgement.verdict)) ? 1 : 0
  },
}

/** The whole input as one text. */
async function textOf(positionals: readonly string[], io: Io): Promise<string> {
  if (positionals.length > 1) throw new UsageError('give one file, or - for standard input')
  const chunks: Uint8Array[] = []
  for await (const chunk of readInput(positionals, io, inspect)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
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
      throw new UsageError(`--${name} wants a duration such as 90s, 10m or 1h30m, not '${text.slice(0, 40)}'`)
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
function inspectTokens(text: string, contract: Contract, now: Instant): readonly InspectedToken[] {
  const found = findTokens(text)
  if (found.length === 0) throw new UsageError(`no token was found: ${whatInstead(text.trim())}`)
  const fingerprints = new Set<string>()
  return found.map((compact, index) => {
    const reading = readToken(compact)
    const judgement = judge(reading, contract, now, { fingerprints, comparedWith: { scope: 'history', count: index } })
    fingerprints.add(reading.fingerprint)
    return { reading, judgement }
  })
}

function whatInstead(text: string): string {
  if (text === '') return 'the text is empty'
  if (text === 'null' || text === 'undefined')
    return `the text is the word ${text}, which a client makes of an answer without a token`
  if (/^<(?:!doctype|html)/i.test(text)) return 'the text is a web page, most likely one to sign in'
  return `the text has ${text.length} characters, but nothing of the form of a compact JWT`
}
