import { parseArgs } from 'node:util'
import { type Instant, parseDuration } from '@mintwell/clock'
import { type Contract, judge, readToken } from '@mintwell/token'
import { failsOn, inspectFailOnNames } from '../inspect/fail-on.ts'
import { formatTokens, tokenRecords } from '../inspect/format-tokens.ts'
import type { InspectedToken } from '../inspect/inspected-token.ts'
import { sayWhatInstead } from '../inspect/not-a-token.ts'
import { readInput, refuseTokens } from '../inspect/read-input.ts'
import { readTokens, type TokensOfText } from '../inspect/read-tokens.ts'
import type { Signature } from '../inspect/signature.ts'
import { problemsAround, problemsOfUse, unwrapped, wrappedProblem } from '../inspect/token-problems.ts'
import { withSignatures } from '../inspect/with-signatures.ts'
import { readNames } from '../read-names.ts'
import { jsonText } from '../say.ts'
import { EXIT_BROKEN, type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell inspect [FILE|-|--env NAME] [--json] [--verify | --keys FILE] [--fail-on FINDING]… [--min-remaining D] [--max-age D] [--budget D]'

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
  --fail-on FINDING     what the exit code is 1 for, repeatable: stale, echoed, expiring, expired; what is worse counts too
D is a duration: 90s, 10m, 1h30m.

Whether it is real
  --verify              check signatures with the keys that the issuers publish: asks each issuer by https, through the proxy that
                        HTTPS_PROXY names. A token of a lab is named as such
  --keys FILE           check signatures with these keys: a JSON Web Key Set, or a public key or certificate in PEM. Nobody is asked
Without them signatures are not checked.

Output
  --json                one document on stdout

Several tokens come as a table first. A token that comes a second time in the text is 'echoed'. An access token and the token of a
job are named as such: they are not ID tokens.

Exit code: 0 no token is in breach; 1 one is (malformed, expired, not yet valid, expiring; or by --fail-on), a signature is not valid,
or the variable of --env holds something that a service would refuse; 2 wrong use, or no token was found; 3 keys could not be had.
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
        verify: { type: 'boolean', default: false },
        keys: { type: 'string' },
        'fail-on': { type: 'string', multiple: true },
      },
    })
    if (values.verify && values.keys !== undefined) throw new UsageError('give --verify or --keys FILE, not both')
    const failOn = readNames('--fail-on', inspectFailOnNames, values['fail-on'])
    const contract = contractOf(values)
    const variable = values.env === undefined ? undefined : readVariable(values.env, positionals, io)
    const found = await readTokens(variable === undefined ? inputOf(positionals, io) : [Buffer.from(variable)])
    const now = io.clock.now()
    const unsigned = inspectTokens(found, variable !== undefined, contract, now)
    const tokens = await withSignatures(unsigned, values, io)
    io.stdout.write(
      values.json ? jsonText(tokenRecords(tokens, now), 2) : formatTokens(tokens, contract, now, widthOf(io.stdout)),
    )
    const isBad = tokens.some(
      ({ judgement, problems, signature }) =>
        failsOn(judgement, failOn) || isRefused(problems, variable) || isForged(signature),
    )
    if (isBad) return 1
    return tokens.some(({ signature }) => signature?.status === 'not-checked') ? EXIT_BROKEN : 0
  },
}

function isForged(signature: Signature | undefined): boolean {
  return signature?.status === 'invalid' || signature?.status === 'unknown-key'
}

function widthOf(stream: NodeJS.WritableStream): number | undefined {
  return (stream as Partial<NodeJS.WriteStream>).columns
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

function contractOf(values: Readonly<Record<string, unknown>>): Contract {
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

/** A token before its signature is looked at; `compact` leaves this file only to be checked. */
interface UnsignedToken extends InspectedToken {
  readonly compact: string
}

/** Each token is compared with those before it in the text. */
function inspectTokens(
  { tokens: found, head, length }: TokensOfText,
  isVariable: boolean,
  contract: Contract,
  now: Instant,
): readonly UnsignedToken[] {
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
    return {
      compact,
      reading,
      judgement,
      problems: [...around, ...(reading.kind === 'token' ? problemsOfUse(reading) : [])],
    }
  })
}
