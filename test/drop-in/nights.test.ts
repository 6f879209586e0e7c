import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mintwell, type RunDocument, runPipelineJson, temporaryDirectory } from '../mintwell.ts'
import { bundleTask } from './bundled-task.ts'

/** The report's night: a token is taken, work is done for eleven minutes, and only then it is traded. */
const NIGHT = `steps:
- task: AzureCLI@2 # takes the token
  name: login
  inputs:
    azureSubscription: nightly-connection
    addSpnToEnvironment: true
    scriptType: bash
    scriptLocation: inlineScript
    inlineScript: |
      echo "##vso[task.setvariable variable=OIDC_TOKEN;issecret=true]$idToken"
      echo "##vso[task.setvariable variable=CLIENT_ID]$servicePrincipalId"
      echo "##vso[task.setvariable variable=TENANT_ID]$tenantId"
- bash: sleep 640
  name: work
- bash: |
    status=$(printf %s "$ASSERTION" | curl -sS -o answer.json -w '%{http_code}' \\
      -d grant_type=client_credentials --data-urlencode client_id="$CLIENT_ID" \\
      -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \\
      --data-urlencode client_assertion@- -d scope=https://graph.microsoft.com/.default \\
      "https://login.microsoftonline.com/$TENANT_ID/oauth2/v2.0/token")
    [ "$status" = 200 ] || { cat answer.json; exit 1; }
  name: exchange
  env: { ASSERTION: $(OIDC_TOKEN) }
`

const FIRST = ['--at', '2026-04-20T01:10:00Z']
/** 4 min 30 s before the echoed token ends. */
const NEAR_THE_END = ['--at', '2026-04-21T01:05:30Z']
/** With half of it left. */
const NOON = ['--at', '2026-04-20T13:00:00Z']

async function migrated(settings = '', change: (text: string) => string = (text) => text): Promise<string> {
  const folder = temporaryDirectory()
  const file = join(folder, 'azure-pipelines.yml')
  writeFileSync(file, NIGHT)
  const { code } = await mintwell(['migrate', file])
  expect(code).toBe(0)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  if (settings) writeFileSync(join(folder, 'mintwell.yml'), settings)
  return file
}

const withInput = (line: string) => (text: string) =>
  text.replace('    addSpnToEnvironment', `    ${line}\n    addSpnToEnvironment`)

function login(document: RunDocument, run: number) {
  const steps = document.runs[run]?.stages[0]?.jobs[0]?.steps ?? []
  return steps.find(({ name }) => name === 'login')
}

/** The receipt of the token that the last exchange of a run was made with. */
function traded(document: RunDocument, run: number) {
  const { receipts = [], exchanges = [] } = document.runs[run] ?? {}
  return receipts.filter(({ fingerprint }) => fingerprint === exchanges.at(-1)?.fingerprint).at(-1)
}

let bundle: Awaited<ReturnType<typeof bundleTask>>
beforeAll(async () => {
  bundle = await bundleTask('MintwellAzureCLIV1')
})
afterAll(() => bundle?.remove())

describe.each([
  ['built into the runner', () => ''],
  ['as a task of a folder', () => `tasks: { 'MintwellAzureCLI@1': '${bundle.directory}' }\n`],
])('a migrated night in the lab, the drop-in %s', (_, settings) => {
  it('waits near the end of the echoed token until the service gives another, and passes', async () => {
    const file = await migrated(settings())
    const { code, document, stderr } = await runPipelineJson([file, ...FIRST, ...NEAR_THE_END, '--fault', 'echo'])
    expect(code, stderr).toBe(0)
    expect(document.runs.map(({ result }) => result)).toEqual(['succeeded', 'succeeded'])
    const receipt = traded(document, 1)
    expect(receipt).toMatchObject({ verdict: 'fresh', step: 'login' })
    expect(Date.parse(receipt?.mintedAt ?? '')).toBeGreaterThan(Date.parse('2026-04-21T01:09:00Z'))
    expect(login(document, 1)?.issues).toMatchObject([
      { type: 'warning', message: expect.stringContaining('expiring, echoed, stale') },
    ])
  }, 90_000)

  it('is right where a token is bound and the service echoes, too', async () => {
    const file = await migrated(settings())
    const { code, document, stderr } = await runPipelineJson([
      file,
      ...FIRST,
      ...NEAR_THE_END,
      '--fault',
      'echo',
      '--fault',
      'late-bound:age=20h,lifetime=24h',
    ])
    expect(code, stderr).toBe(0)
    expect(traded(document, 1)).toMatchObject({ verdict: 'fresh' })
    expect(stderr.match(/it was not used/g)).toHaveLength(2)
  }, 90_000)
})

describe('a migrated night in the lab', () => {
  it('starts at once at noon, with hours left, and says that the token is an echo', async () => {
    const file = await migrated()
    const { code, document } = await runPipelineJson([file, ...FIRST, ...NOON, '--fault', 'echo'])
    expect(code).toBe(0)
    expect(login(document, 1)?.issues).toMatchObject([
      { type: 'warning', message: expect.stringContaining('echoed, stale') },
    ])
    // Eleven minutes of work after a start without a wait.
    const at = Date.parse(document.runs[1]?.exchanges.at(-1)?.at ?? '')
    expect(at - Date.parse('2026-04-20T13:10:40Z')).toBeLessThan(30_000)
  })

  it('fails in the first seconds where it is told to, and says what remains and why', async () => {
    const file = await migrated('', withInput('onBreach: fail'))
    const { code, document } = await runPipelineJson([file, ...FIRST, ...NEAR_THE_END, '--fault', 'echo'])
    expect(code).toBe(1)
    const messages = login(document, 1)
      ?.issues.map(({ message }) => message)
      .join('\n')
    expect(messages).toMatch(/expiring \(also echoed, stale\): 4 min \d+ s left of 24 h/)
    expect(messages).toContain('onBreach: wait')
    expect(document.runs[1]?.exchanges).toEqual([])
  })

  it('has the budget met by the token itself where the script is given idToken', async () => {
    const file = await migrated('', withInput('budget: 30m'))
    const twentyMinutesLeft = ['--at', '2026-04-21T00:50:00Z']
    const { code, document } = await runPipelineJson([file, ...FIRST, ...twentyMinutesLeft, '--fault', 'echo'])
    // Fifteen minutes are the longest wait, and the service gives no other token before.
    expect(code).toBe(1)
    expect(login(document, 1)?.issues.at(-1)?.message).toMatch(
      /After 1[45] min.* the source had still not returned a better one/,
    )
    const patient = await migrated('', (text) => withInput('maxWait: 25m')(withInput('budget: 30m')(text)))
    const passed = await runPipelineJson([patient, ...FIRST, ...twentyMinutesLeft, '--fault', 'echo'])
    expect(passed.code, passed.stderr).toBe(0)
    expect(traded(passed.document, 1)?.verdict).toBe('fresh')
  }, 90_000)

  it('says how old a late-bound token is, and uses its own', async () => {
    const file = await migrated()
    const { code, document, stderr } = await runPipelineJson([
      file,
      ...FIRST,
      '--fault',
      'late-bound:age=20h,lifetime=24h',
    ])
    expect(code).toBe(0)
    expect(stderr).toMatch(
      /The service had bound an ID token to the connection that is 20 h( \d+ s)? old, [34] h.* left \(fingerprint [0-9a-f]{12}\); it was not used/,
    )
    expect(traded(document, 0)).toMatchObject({ verdict: 'fresh', source: 'oidc' })
  })

  it('asks no host but the service of ID tokens', async () => {
    const file = await migrated(`tasks: { 'MintwellAzureCLI@1': '${bundle.directory}' }\n`, (text) =>
      text.slice(0, text.indexOf('- bash: sleep')),
    )
    const { code, stderr } = await runPipelineJson([file, ...FIRST])
    expect(code, stderr).toBe(0)
    // The lab names every host that a step asks for and that is not its own.
    expect(stderr).not.toContain('is refused')
  })
})
