import { createCatalog, planPipeline } from '@mintwell/language'
import { type Envelope, type RunRecord, startRunFold, summaryTable } from '@mintwell/record'
import { builtInDefinitions } from '@mintwell/runner'
import { queueRuns } from '../run/queue.ts'
import { tableStyleOf } from '../run/run-output.ts'
import type { SessionRequest } from '../run/session-parts.ts'
import { type Io, UsageError, type Verb } from '../verb.ts'

/** The night of the report in three steps. The exchange is Node's own `fetch`, so that the demo needs bash and Node and nothing else. */
const NIGHT = `
steps:
- checkout: none
- task: AzureCLI@2
  name: login
  displayName: Take the ID token
  inputs:
    azureSubscription: demo-connection
    addSpnToEnvironment: true
    scriptType: bash
    scriptLocation: inlineScript
    inlineScript: |
      echo "##vso[task.setvariable variable=OIDC_TOKEN;issecret=true]$idToken"
      echo "##vso[task.setvariable variable=CLIENT_ID]$servicePrincipalId"
      echo "##vso[task.setvariable variable=TENANT_ID]$tenantId"
- bash: sleep 640
  displayName: Eleven minutes of work
- bash: |
    "$DEMO_NODE" --input-type=module -e '
      const { ASSERTION, CLIENT, TENANT } = process.env
      const body = new URLSearchParams({
        grant_type: "client_credentials", client_id: CLIENT, client_assertion: ASSERTION, scope: "https://graph.microsoft.com/.default",
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" })
      const answer = await fetch("https://login.microsoftonline.com/" + TENANT + "/oauth2/v2.0/token", { method: "POST", body })
      const { error_description } = await answer.json()
      if (!answer.ok) console.log("##vso[task.logissue type=error]" + error_description)
      process.exit(answer.ok ? 0 : 1)'
  displayName: Exchange it for an access token
  name: exchange
  env:
    ASSERTION: $(OIDC_TOKEN)
    CLIENT: $(CLIENT_ID)
    TENANT: $(TENANT_ID)
`

const MEANING = `
What it means
  The healthy service mints an ID token at every request: each night had its own, minutes old when it was used.
  The other one re-issued one token until 3 s before its end. Night 4 asked at 01:05:30 and got the token of night 3, with
  under 5 minutes left. "az login" would have worked: the token was still valid. Eleven minutes later it was dead, and Entra
  said so: AADSTS700024.

What to do
  1. Take the token in the step that uses it, and exchange it at once. That is free, and enough for most pipelines.
  2. Look before you trust:  mintwell inspect --env idToken   shows age, remaining time and verdict.
  3. Have an error already?  mintwell explain build.log       says how late it was, which mechanism, and what to do.
  4. Try your own pipeline:  mintwell run azure-pipelines.yml --runs 2 --every 24h --fault echo
`

export const demo: Verb = {
  name: 'demo',
  usage: 'mintwell demo',
  summary: 'See the fault and the cure in under 15 seconds',
  help: `Runs the report's night four times in the lab: twice with a service that mints a token at every request, twice with one that
re-issues it until it ends. Prints what happened, what it means and what to do. Needs no file, no account and no network.

Usage: mintwell demo
`,
  async run(argv, io) {
    if (argv.length > 0) throw new UsageError(`it takes no arguments, not '${argv[0]}'.`)
    const catalog = createCatalog(builtInDefinitions)
    const plan = planPipeline(NIGHT, { file: 'demo.yml', catalog })
    const common = {
      plan,
      catalog,
      settings: {},
      realTime: false,
      allowHosts: [],
      passEnv: ['DEMO_NODE'],
      routes: new Map(),
      variables: {},
      keep: false,
      parallel: false,
      debug: false,
    }
    const demoIo: Io = { ...io, env: { ...io.env, DEMO_NODE: process.execPath } }
    const nights = (instants: readonly string[]) =>
      queueRuns({ kind: 'at', instants: instants.map((text) => Date.parse(text)) }, plan, {
        clock: io.clock,
        variables: {},
        note: () => {},
      })

    io.stdout.write('Two nights with a service that mints a token at every request\n')
    const healthy = await runNights(
      { ...common, faults: [], runs: nights(['2026-04-18T01:04:56Z', '2026-04-19T01:04:56Z']) },
      0,
      demoIo,
    )
    io.stdout.write('\nTwo nights with a service that re-issues one token until it ends (--fault echo)\n')
    const stale = await runNights(
      { ...common, faults: ['echo'], runs: nights(['2026-04-20T01:10:00Z', '2026-04-21T01:05:30Z']) },
      2,
      demoIo,
    )
    if (io.signal.aborted) return 1
    const records = [...healthy, ...stale.map((record) => ({ ...record, number: record.number + 2 }))]
    io.stdout.write(`\n${summaryTable(records, tableStyleOf(io.stdout, io.env))}${MEANING}`)
    return asExpected(records) ? 0 : 1
  },
}

/** Three nights pass and the last fails at its exchange: anything else means that the demo itself is broken here. */
function asExpected(records: readonly RunRecord[]): boolean {
  return records.map(({ result }) => result).join() === 'succeeded,succeeded,succeeded,failed'
}

/** Runs nights and prints a few lines of each; their numbers begin after `offset`. */
async function runNights(request: SessionRequest, offset: number, io: Io): Promise<readonly RunRecord[]> {
  const { runSession } = await import('../run/session.ts')
  const fold = startRunFold()
  const onEnvelopes = (envelopes: readonly Envelope[]) => {
    for (const envelope of envelopes) {
      fold.add(envelope)
      printShort(envelope, offset, io)
    }
  }
  await runSession(request, {}, { onEnvelopes, onNote: (text) => void io.stderr.write(`lab: ${text}\n`) }, io)
  return fold.document().runs
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
