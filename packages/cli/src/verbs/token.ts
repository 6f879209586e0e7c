import { parseArgs } from 'node:util'
import { describeStep, detectSource, type Held, nodeFiles, openReceipts } from '@mintwell/client'
import { formatTokens, tokenRecords } from '../inspect/format-tokens.ts'
import { provideHelp, provideOptions, readFreshness, readSourceChoice } from '../provide/arguments.ts'
import type { ProvidePorts } from '../provide/provide-ports.ts'
import { writeSecret } from '../provide/secret-output.ts'
import { withProvidePorts, withTokens } from '../provide/take-once.ts'
import { jsonText } from '../say.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

const usage =
  'mintwell token [--connection NAME] [--min-remaining D] [--on-breach POLICY] [--json | --raw | -o FILE] [options]'

/** `mintwell token`: takes a token that meets the contract, and shows what it is. */
export const token: Verb = {
  name: 'token',
  usage,
  help: `Takes an ID token that meets the freshness contract and shows what it is: by default its times and verdict, never the token itself.

Usage: ${usage}

Output
  --json                one document on stdout: what the token is, without the token
  --raw                 the token itself on stdout
  -o, --output FILE     the token into a new file, 0600
  --receipts FILE       add a line for it: what it was, never the token
  --log stdout          our own lines on standard output (default: standard error)
Before the token is written it is registered as a secret with the CI.

${provideHelp}

Exit code: 0 it meets the contract (or --on-breach warn was asked for); 1 no token that meets it could be obtained; 2 wrong use; 130 interrupted.
`,
  async run(argv, io) {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        ...provideOptions,
        json: { type: 'boolean', default: false },
        raw: { type: 'boolean', default: false },
        output: { type: 'string', short: 'o' },
      },
    })
    if ([values.json, values.raw, values.output !== undefined].filter(Boolean).length > 1)
      throw new UsageError('give one of --json, --raw and -o FILE')
    return withProvidePorts(io, values.log, (ports) => takeToken(values, io, ports))
  },
}

interface TokenValues {
  readonly json: boolean
  readonly raw: boolean
  readonly output?: string | undefined
  readonly receipts?: string | undefined
  readonly [name: string]: string | boolean | undefined
}

async function takeToken(values: TokenValues, io: Io, ports: ProvidePorts): Promise<number> {
  const contract = readFreshness(values)
  const source = detectSource(io.env, readSourceChoice(values), ports)
  const receipts =
    values.receipts === undefined ? undefined : openReceipts(values.receipts, describeStep(io.env, source), nodeFiles)
  const options = { ...contract, ...(receipts ? { history: receipts.history } : {}) }
  return withTokens(source, options, io, ports, async (tokens) => {
    const held = await tokens.take()
    receipts?.write(held, tokens.now())
    show(held, values, contract, tokens.now(), io, ports)
    return 0
  })
}

function show(
  held: Held,
  values: TokenValues,
  contract: ReturnType<typeof readFreshness>,
  now: number,
  io: Io,
  ports: ProvidePorts,
): void {
  if (values.raw) writeSecret(`${held.token}\n`, [held.token], undefined, io, ports.log)
  else if (values.output !== undefined) writeSecret(held.token, [held.token], values.output, io, ports.log)
  else {
    const tokens = [{ reading: held.reading, judgement: held.judgement }]
    io.stdout.write(values.json ? jsonText(tokenRecords(tokens, now), 2) : formatTokens(tokens, contract, now))
  }
}
