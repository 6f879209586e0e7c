import { formatDuration } from '@mintwell/clock'
import { createCatalog, planPipeline } from '@mintwell/language'
import { type Envelope, handedOver, type RunRecord, startRunFold, summaryTable } from '@mintwell/record'
import { builtInDefinitions } from '@mintwell/runner'
import { nightOf, type Way } from '../demo/night.ts'
import { queueRuns } from '../run/queue.ts'
import { tableStyleOf } from '../run/run-output.ts'
import { say } from '../say.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

/** One act: the same two nights, a day apart, with one way to take the token and one kind of service. */
interface Act {
  readonly title: string
  readonly way: Way
  readonly faults: readonly string[]
  readonly starts: readonly [string, string]
}

/** The second night asks shortly before the first one's token expires. */
const NIGHTS = ['2026-04-20T01:10:00Z', '2026-04-21T01:05:30Z'] as const
/** With `exec` the token is taken after the work: the second night starts earlier, to ask at the same moment. */
const EARLIER = ['2026-04-20T01:10:00Z', '2026-04-21T00:54:50Z'] as const

const ACTS: readonly Act[] = [
  { title: 'The service mints a token at every request', way: 'as reported', faults: [], starts: NIGHTS },
  {
    title: 'The service re-issues one token until it expires (--fault echo)',
    way: 'as reported',
    faults: ['echo'],
    starts: NIGHTS,
  },
  { title: 'The same service, with the drop-in task', way: 'the drop-in task', faults: ['echo'], starts: NIGHTS },
  {
    title: 'The same service, with mintwell exec in the step that uses the token',
    way: 'mintwell exec',
    faults: ['echo'],
    starts: EARLIER,
  },
]

/** What each night must come to; anything else means that the demo itself does not work here. */
const EXPECTED = ['succeeded', 'succeeded', 'succeeded', 'failed', 'succeeded', 'succeeded', 'succeeded', 'succeeded']

const MEANING = `
What it means
  Night 4 asked at 01:05:30 and was given the token of night 3, with 4 min 30 s left. "az login" worked: the token was still
  valid. Eleven minutes later it had expired, and Entra said so: AADSTS700024.
  Nights 6 and 8 used the same service. Mintwell checked the token before the step started, waited for a new one, and
  passed.

What to do
  mintwell explain build.log        # have an error already? how late it was, which mechanism, what to do
  mintwell migrate azure-pipelines.yml --check    # what the drop-in would change in your pipeline
  mintwell run azure-pipelines.yml --sweep        # which starts of your own pipeline fail
`

export const demo: Verb = {
  name: 'demo',
  usage: 'mintwell demo',
  help: `Runs the report's two nights four times in the lab: with a service that mints a token at every request, with one that re-issues it until it
expires, and with that one again, cured by the drop-in task and by 'mintwell exec'. Needs no file, no account and no network.

Usage: mintwell demo
`,
  async run(argv, io) {
    if (argv.length > 0) throw new UsageError(`it takes no arguments, not '${argv[0]}'.`)
    const records: RunRecord[] = []
    for (const act of ACTS) {
      io.stdout.write(`${records.length === 0 ? '' : '\n'}${act.title}\n`)
      records.push(...(await runAct(act, records.length, io)))
      if (io.signal.aborted) return 1
    }
    io.stdout.write(`\n${summaryTable(records, tableStyleOf(io.stdout, io.env))}${MEANING}`)
    return records.map(({ result }) => result).join() === EXPECTED.join() ? 0 : 1
  },
}

/** Runs the nights of an act and prints a few lines of each; their numbers go on from the act before. */
async function runAct({ way, faults, starts }: Act, offset: number, io: Io): Promise<readonly RunRecord[]> {
  const { runSession } = await import('../run/session.ts')
  const catalog = createCatalog(builtInDefinitions)
  const { plan } = planPipeline(nightOf(way), { file: '/demo.yml', catalog })
  if (!plan) throw new Error('the pipeline of the demo cannot be planned')
  const when = { kind: 'at', instants: starts.map((text) => Date.parse(text)) } as const
  const fold = startRunFold()
  const onEnvelopes = (envelopes: readonly Envelope[]) => {
    for (const envelope of envelopes) {
      fold.add(envelope)
      printShort(envelope, offset, io)
      if (envelope.event.kind === 'run-finished') printWait(fold.run(envelope.run ?? 0), io)
    }
  }
  const request = {
    plan,
    catalog,
    runs: queueRuns(when, plan, { clock: io.clock, variables: {}, note: () => {} }),
    // Nothing in it calls az, and it must be as fast where there is one.
    settings: { azureCli: { login: 'lazy' as const } },
    faults,
    realTime: false,
    allowHosts: [],
    passEnv: ['DEMO_NODE', 'DEMO_MINTWELL'],
    routes: new Map<string, URL>(),
    variables: {},
    keep: false,
    parallel: false,
    debug: false,
  }
  const env = { ...io.env, DEMO_NODE: process.execPath, DEMO_MINTWELL: process.argv[1] ?? '' }
  const onNote = (text: string) => say(io.stderr, `lab: ${text}`)
  await runSession(request, {}, { onEnvelopes, onNote }, { ...io, env })
  return fold.document().runs.map((record) => ({ ...record, number: record.number + offset }))
}

/** A line per step, and the error that matters. */
function printShort({ run, event }: Envelope, offset: number, io: Io): void {
  if (event.kind === 'run-queued')
    io.stdout.write(`  night ${(run ?? 0) + offset}, ${event.queuedAt.slice(0, 16).replace('T', ' ')}Z\n`)
  if (event.kind !== 'step-finished' || event.displayName.startsWith('Checkout')) return
  const mark = event.result === 'succeeded' ? 'ok  ' : event.result === 'failed' ? 'FAIL' : '    '
  io.stdout.write(`    ${mark} ${event.displayName}\n`)
  const error = event.issues.find(({ message }) => message.includes('AADSTS'))
  if (error) io.stdout.write(`         ${error.message.split(' Review the')[0]}\n`)
}

function printWait(record: RunRecord | undefined, io: Io): void {
  for (const { first, milliseconds } of record ? handedOver(record.receipts).waits : []) {
    io.stdout.write(
      `         mintwell waited ${formatDuration(milliseconds)}: the first token was ${first.findings.join(', ')}\n`,
    )
  }
}
