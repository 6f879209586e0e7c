import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, root, runPipelineJson, temporaryDirectory } from '../mintwell.ts'

const nightly = join(root, 'examples/nightly/azure-pipelines.yml')
const oneStep = join(root, 'test/scenarios/one-step/azure-pipelines.yml')
const decode = join(root, 'test/scenarios/decode/azure-pipelines.yml')

describe('the nights of the report', () => {
  it('gives every healthy night a token of its own that the exchange accepts', async () => {
    const { code, document } = await runPipelineJson([
      nightly,
      '--start',
      '2026-04-20T01:04:56Z',
      '--runs',
      '3',
      '--every',
      '24h',
    ])
    expect(code).toBe(0)
    expect(document.runs.map(({ result }) => result)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(document.runs.map(({ queuedAt }) => queuedAt)).toEqual([
      '2026-04-20T01:04:56Z',
      '2026-04-21T01:04:56Z',
      '2026-04-22T01:04:56Z',
    ])
    const receipts = document.runs.flatMap((run) => run.receipts)
    expect(new Set(receipts.map(({ fingerprint }) => fingerprint)).size).toBe(3)
    expect(receipts.map(({ verdict, findings }) => [verdict, findings])).toEqual([
      ['fresh', []],
      ['fresh', []],
      ['fresh', []],
    ])
    const exchanges = document.runs.flatMap((run) => run.exchanges)
    expect(exchanges.map(({ purpose, status, errorCode }) => [purpose, status, errorCode])).toEqual([
      ['script', 200, null],
      ['script', 200, null],
      ['script', 200, null],
    ])
    expect(exchanges.map(({ fingerprint }) => fingerprint)).toEqual(receipts.map(({ fingerprint }) => fingerprint))
  })

  it('fails with AADSTS700024 eleven minutes into the night that starts shortly before the echoed token ends', async () => {
    const { code, document, stderr } = await runPipelineJson([
      nightly,
      '--at',
      '2026-04-20T01:10:00Z',
      '--at',
      '2026-04-21T01:05:30Z',
      '--fault',
      'echo',
    ])
    expect(code).toBe(1)
    const [first, second] = document.runs
    expect([first?.result, second?.result]).toEqual(['succeeded', 'failed'])
    expect(second?.receipts[0]?.fingerprint).toBe(first?.receipts[0]?.fingerprint)
    expect(second?.receipts[0]).toMatchObject({ verdict: 'expiring', findings: ['expiring', 'echoed', 'stale'] })
    expect(second?.exchanges).toMatchObject([{ purpose: 'script', status: 401, errorCode: 700024 }])
    const text = /AADSTS700024: .*? Timestamp: [0-9: -]+Z/.exec(stderr)?.[0] ?? ''
    const digits = (iso: string | undefined) => `${iso?.slice(0, 19)}.0000000Z`
    const { notBefore, expiresAt } = second?.receipts[0] ?? {}
    const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    expect(text).toMatch(
      new RegExp(
        `^AADSTS700024: Client assertion is not within its valid time range\\. Current time: 2026-04-21T01:16:\\d\\d\\.\\d{7}Z, assertion valid from ${digits(notBefore)}, expiry time of assertion ${digits(expiresAt)}\\. Review the documentation at https://learn\\.microsoft\\.com/entra/identity-platform/certificate-credentials \\. Trace ID: ${uuid} Correlation ID: ${uuid} Timestamp: 2026-04-21 01:16:\\d\\dZ$`,
      ),
    )
  })

  it('hands a late-bound token of 20 hours to the script unread when the feature is on', async () => {
    const { code, document } = await runPipelineJson([
      nightly,
      '--start',
      '2026-04-20T01:04:56Z',
      '--fault',
      'late-bound:age=20h,lifetime=24h',
    ])
    expect(code).toBe(0)
    const [receipt] = document.runs[0]?.receipts ?? []
    expect(receipt).toMatchObject({ source: 'late-bound', verdict: 'stale', findings: ['stale'] })
    const age = Date.parse('2026-04-20T01:04:56Z') - Date.parse(receipt?.mintedAt ?? '')
    expect(Math.abs(age - 20 * 3_600_000)).toBeLessThan(5_000)
  })

  it('tells the script the times that the receipt has, and masks the issuer as Azure Pipelines does', async () => {
    const { code, document, stderr } = await runPipelineJson([decode])
    expect(code).toBe(0)
    const [receipt] = document.runs[0]?.receipts ?? []
    expect(stderr).toContain(`nbf=${receipt?.notBefore} exp=${receipt?.expiresAt} iss=***`)
  })

  it("runs the file's own schedule, in UTC, until the asked end", async () => {
    const { code, document } = await runPipelineJson([
      nightly,
      '--schedule',
      '--start',
      '2026-02-27T12:00:00Z',
      '--until',
      '3d',
    ])
    expect(code).toBe(0)
    expect(document.runs.map(({ reason, queuedAt }) => `${reason} ${queuedAt}`)).toEqual([
      'schedule 2026-02-28T01:04:00Z',
      'schedule 2026-03-01T01:04:00Z',
      'schedule 2026-03-02T01:04:00Z',
    ])
  })

  it('gives the Azure DevOps issuer its own times and subject', async () => {
    const { document } = await runPipelineJson([oneStep, '--issuer', 'ado'])
    const [receipt] = document.runs[0]?.receipts ?? []
    expect(Date.parse(receipt?.expiresAt ?? '') - Date.parse(receipt?.issuedAt ?? '')).toBe(600_000)
    expect(receipt?.issuedAt).toBe(receipt?.notBefore)
    expect(receipt?.mintedAt).toBe(receipt?.issuedAt)
  })

  it('prints a row a run and the totals after the log, and with --details every token and every exchange', async () => {
    const { code, stdout } = await mintwell(['run', nightly, '--start', '2026-04-20T01:04:56Z', '--details'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/1 {4}Take the ID tok\S* +oidc +04-20 01:04:5\d +04-21 01:04:5\d .* fresh/)
    expect(stdout).toMatch(/script +04-20 01:15:3\d +accepted/)
    expect(stdout).toMatch(/1 {4}04-20 01:04 {3}succeeded .* fresh/)
    expect(stdout).toContain('1 run: 1 succeeded. Tokens: 1 fresh.\n')
  })

  it('writes one event a line with --jsonl, from the start of the session to its end', async () => {
    const { stdout } = await mintwell(['run', oneStep, '--jsonl'])
    const kinds = stdout
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { event: { kind: string } }).event.kind)
    expect(kinds[0]).toBe('session-started')
    expect(kinds).toContain('id-token-issued')
    expect(kinds.at(-1)).toBe('session-finished')
  })
})

describe('the reproduction', () => {
  it.each([
    ['--every', ['--start', '2026-04-20T01:04:56Z', '--runs', '2', '--every', '24h']],
    ['--schedule', ['--schedule', '--start', '2026-04-20T00:00:00Z', '--until', '2d']],
  ])('shows the failure of the second night at the first try with %s', async (_option, when) => {
    const { code, stdout, stderr } = await mintwell(['run', nightly, ...when, '--fault', 'echo', '--fail-on', 'stale'])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^2 {4}04-21 01:0\d {3}failed .* expiring {2}AADSTS700024$/m)
    expect(stdout).toContain('the service re-issued the token of run 1 instead of minting one (echo).')
    expect(stderr).toContain("--fail-on: run 2: the token for the step 'Take the ID token' is expiring, echoed, stale")
  })

  it('says that echo re-issued nothing, and how to see which starts fail', async () => {
    const { code, stderr } = await mintwell(['run', nightly, '--at', '2026-04-20T01:04:56Z', '--fault', 'echo'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/echo was on but no token was re-issued: .* --sweep/)
  })

  it('says of a sweep whose trial run fails at which step that was, and not that no start can fail', async () => {
    const file = join(temporaryDirectory(), 'broken.yml')
    writeFileSync(
      file,
      `stages:
- stage: Load
  jobs:
  - job: Night
    steps:
    - bash: 'true'
    - bash: |
        echo "##vso[task.logissue type=error]no such table"
        exit 3
      displayName: Read the table
    - bash: curl https://login.microsoftonline.com
`,
    )
    const { code, stdout, stderr } = await mintwell(['run', file, '--sweep'])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(
      "The trial run failed at the step 'Read the table' (job Night, stage Load), before a token",
    )
    expect(stderr).toContain('no such table')
  })

  it('says of a sweep over a pipeline that presents no token that no start of it can fail', async () => {
    const file = join(temporaryDirectory(), 'none.yml')
    writeFileSync(file, 'steps:\n- bash: exit 0\n')
    const { code, stdout } = await mintwell(['run', file, '--sweep'])
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^No token .* no start of it can fail/)])
  })

  it('writes the results as JUnit XML', async () => {
    const file = join(temporaryDirectory(), 'results.xml')
    await mintwell(['run', oneStep, '--quiet', '--results-xml', file])
    expect(readFileSync(file, 'utf8')).toMatch(/<testsuite name="run 1" .* failures="0" skipped="0">/)
  })
})

describe('keepAzSessionActive on the lab’s clock', () => {
  const keep = join(root, 'test/scenarios/keep-session/azure-pipelines.yml')
  const START = '2026-04-20T01:00:00Z'

  it('takes a token every eight minutes of a step that sleeps, while the script keeps the first', async () => {
    const { code, document, stderr } = await runPipelineJson([keep, '--at', START])
    expect(code).toBe(0)
    const receipts = document.runs[0]?.receipts ?? []
    expect(receipts.map(({ mintedAt }) => (mintedAt ?? '').slice(11, 16))).toEqual(['01:00', '01:08', '01:16', '01:24'])
    expect(new Set(receipts.map(({ fingerprint }) => fingerprint)).size).toBe(4)
    expect(stderr).toContain('the token is the one from the start')
  })

  it('takes the same token again and again where the service bound one', async () => {
    const { document } = await runPipelineJson([keep, '--at', START, '--fault', 'late-bound:age=20h,lifetime=24h'])
    const receipts = document.runs[0]?.receipts ?? []
    expect(receipts).toHaveLength(4)
    expect(new Set(receipts.map(({ fingerprint }) => fingerprint)).size).toBe(1)
  })
})

describe('the demo', () => {
  it('shows the fault in one night of eight, and both cures waiting and passing', async () => {
    const { code, stdout } = await mintwell(['demo'])
    expect(code).toBe(0)
    expect(stdout.match(/FAIL Exchange/g)).toHaveLength(1)
    expect(stdout.match(/mintwell waited 4 min/g)).toHaveLength(2)
    expect(stdout).toContain('8 runs: 7 succeeded, 1 failed.')
    expect(stdout).toContain('What to do')
  })
})
