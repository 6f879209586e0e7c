import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, type RunDocument, root, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const azureCliLike = join(root, 'test/clients/fixtures/azure-cli-like-task')

type Run = RunDocument['runs'][number]

/** A stand-in for az that notes its calls, and at a login looks at the assertion's end, if it is told to. */
const STUB = `#!/usr/bin/env node
const { appendFileSync } = require('node:fs')
const args = process.argv.slice(2)
const token = args[args.indexOf('--federated-token') + 1]
const claims = args[0] === 'login' ? JSON.parse(Buffer.from(token.split('.')[1], 'base64url')) : undefined
const dead = claims && process.env.AZ_CHECKS && claims.exp * 1000 <= Date.now()
appendFileSync(process.env.AZ_CALLS, JSON.stringify({ args, dead: dead ?? false }) + '\\n')
if (args[0] === '--version') console.log('azure-cli 2.45.0')
if (dead) {
  console.error('AADSTS700024: Client assertion is not within its valid time range.')
  process.exit(1)
}
`

interface AzCall {
  readonly args: readonly string[]
  readonly dead: boolean
}

/** Runs the task that acts as AzureCLI does, with the stand-in for az. */
async function runLikeAzureCli(options: {
  readonly args?: readonly string[]
  readonly script?: string
  readonly checks?: boolean
}) {
  const directory = temporaryDirectory()
  const calls = join(directory, 'calls')
  const seen = join(directory, 'seen')
  const bin = join(directory, 'bin')
  mkdirSync(bin)
  writeFileSync(calls, '')
  writeFileSync(join(bin, 'az'), STUB)
  chmodSync(join(bin, 'az'), 0o755)
  const script = options.script ?? ''
  const { code, stdout, stderr } = await mintwell(
    [
      'task',
      'run',
      azureCliLike,
      '--connection',
      'azure',
      '--input',
      `inlineScript=printf '%s\\n' "$idToken" >>"$SEEN"\n${script}`,
      ...['AZ_CALLS', 'AZ_CHECKS', 'SEEN'].flatMap((name) => ['--pass-env', name]),
      ...(options.args ?? []),
      '--json',
    ],
    {
      cwd: directory,
      env: {
        PATH: `${bin}${delimiter}${process.env.PATH}`,
        AZ_CALLS: calls,
        AZ_CHECKS: options.checks ? '1' : undefined,
        SEEN: seen,
      },
    },
  )
  const document = JSON.parse(stdout) as RunDocument
  const lines = readFileSync(calls, 'utf8').trim().split('\n')
  return {
    code,
    stderr,
    run: document.runs[0] as Run,
    az: lines.map((line) => JSON.parse(line) as AzCall),
    /** The tokens that the script saw. */
    seen: existsSync(seen) ? readFileSync(seen, 'utf8').trim().split('\n') : [],
  }
}

const claimsOf = (token: string | undefined) =>
  JSON.parse(Buffer.from((token ?? '').split('.')[1] ?? '', 'base64url').toString()) as { iat: number; exp: number }
const loginTokens = (az: readonly AzCall[]) =>
  az.filter(({ args }) => args[0] === 'login').map(({ args }) => args[args.indexOf('--federated-token') + 1])
const issuesOf = (run: Run) => run.stages[0]?.jobs[0]?.steps[0]?.issues.map(({ message }) => message) ?? []

describe('a task that acts as AzureCLI does', () => {
  it('calls az as AzureCLI does, with one fresh token for az and for the script', async () => {
    const { code, stderr, run, az, seen } = await runLikeAzureCli({})
    expect(code, stderr).toBe(0)
    expect(az.map(({ args }) => args.slice(0, 2).join(' '))).toEqual([
      '--version',
      'cloud set',
      'login --service-principal',
      'account set',
      'account clear',
    ])
    expect(loginTokens(az)).toEqual(seen)
    expect(run.receipts).toMatchObject([{ source: 'oidc', verdict: 'fresh' }])
    expect(stderr).not.toContain(seen[0] as string)
  })

  // parity: fault-late-bound (a task that acts as AzureCLI does)
  it('A: takes a bound token of 20 hours unread, logs in with it while it lives, and hands it to the script', async () => {
    const args = ['--fault', 'late-bound:age=20h,lifetime=24h']
    const { code, run, az, seen } = await runLikeAzureCli({ args, checks: true })
    expect([code, run.result]).toEqual([0, 'succeeded'])
    expect(run.receipts).toMatchObject([{ source: 'late-bound', verdict: 'stale', connection: 'azure' }])
    expect(loginTokens(az)).toEqual(seen)
    const age = Date.parse(run.queuedAt) / 1_000 - (claimsOf(seen[0]).iat + 300)
    expect(Math.abs(age - 72_000)).toBeLessThan(60)
  })

  it('B: fails at az’s login, before the script, when the bound token has ended', async () => {
    const args = ['--fault', 'late-bound:age=20h,lifetime=10m']
    const { code, run, az, seen } = await runLikeAzureCli({ args, checks: true })
    expect([code, run.result, seen]).toEqual([1, 'failed', []])
    expect(az.filter(({ dead }) => dead)).toHaveLength(1)
    expect(issuesOf(run).join()).toContain('AADSTS700024')
    expect(run.receipts).toMatchObject([{ source: 'late-bound', verdict: 'expired' }])
  })

  it('hands an ended token to the script where az does not look', async () => {
    const { code, run, seen } = await runLikeAzureCli({ args: ['--fault', 'late-bound:age=20h,lifetime=10m'] })
    expect([code, run.receipts[0]?.verdict]).toEqual([0, 'expired'])
    expect(claimsOf(seen[0]).exp * 1_000).toBeLessThan(Date.parse(run.queuedAt))
  })

  it('asks for a token where the feature is on and none is bound, and where one is bound and the feature is off', async () => {
    const feature = 'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN'
    const unbound = await runLikeAzureCli({ args: ['--variable', `${feature}=true`] })
    expect(unbound.run.receipts).toMatchObject([{ source: 'oidc', verdict: 'fresh' }])
    const off = await runLikeAzureCli({ args: ['--fault', 'late-bound', '--variable', `${feature}=false`] })
    expect(off.run.receipts).toMatchObject([{ source: 'oidc', verdict: 'fresh' }])
  })

  // parity: azure-cli-keep-alive (a task that acts as AzureCLI does)
  it('C: refreshes az with the same bound token until it ends, and then only warns', async () => {
    const { code, run, az } = await runLikeAzureCli({
      args: [
        ...['--real-time', '--fault', 'late-bound:age=60s,lifetime=70s'],
        ...['--input', 'keepAzSessionActive=true', '--input', 'refreshAfterMs=1000'],
      ],
      script: `until grep -q '"dead":true' "$AZ_CALLS"; do sleep 0.2; done`,
      checks: true,
    })
    expect([code, run.result]).toEqual([0, 'succeeded'])
    const logins = az.filter(({ args }) => args[0] === 'login')
    expect(new Set(loginTokens(az)).size).toBe(1)
    expect(logins.filter(({ dead }) => !dead).length).toBeGreaterThanOrEqual(2)
    expect(logins.filter(({ dead }) => dead).length).toBeGreaterThanOrEqual(1)
    expect(issuesOf(run).join()).toContain('AADSTS700024')
    expect(run.receipts).toHaveLength(1)
  })

  // parity: azure-cli-keep-alive (a task that acts as AzureCLI does)
  it('D: refreshes az with a new token each time, and the script’s own never changes', async () => {
    const { code, run, az, seen } = await runLikeAzureCli({
      args: ['--real-time', '--input', 'keepAzSessionActive=true', '--input', 'refreshAfterMs=700'],
      script: `until [ $(grep -c '"login"' "$AZ_CALLS") -ge 4 ]; do sleep 0.2; done; printf '%s\\n' "$idToken" >>"$SEEN"`,
    })
    expect(code).toBe(0)
    const logins = loginTokens(az)
    expect(logins.length).toBeGreaterThanOrEqual(4)
    expect(new Set(logins).size).toBe(logins.length)
    expect(run.receipts).toHaveLength(logins.length)
    expect(seen).toEqual([logins[0], logins[0]])
  })

  it('refreshes az every eight minutes of the lab’s clock, which leaps while the script sleeps, no further than to the timer', async () => {
    const { code, run } = await runLikeAzureCli({
      args: ['--input', 'keepAzSessionActive=true', '--input', 'refreshAfterMs=480000'],
      script: 'sleep 3000',
    })
    expect(code).toBe(0)
    const minted = run.receipts.map(({ mintedAt }) => Date.parse(mintedAt) / 1_000)
    const pauses = minted.slice(1).map((at, index) => at - (minted[index] as number))
    expect(pauses).toHaveLength(6)
    for (const pause of pauses) {
      expect(pause).toBeGreaterThanOrEqual(479)
      expect(pause).toBeLessThan(490)
    }
  })
})

/** Python as az has it: with its msal. */
const MSAL = `/usr/bin/python3 -c '
import msal, os
app = msal.ConfidentialClientApplication(os.environ["servicePrincipalId"], authority="https://login.microsoftonline.com/" + os.environ["tenantId"], client_credential={"client_assertion": os.environ["idToken"]})
print("msal:", "access_token" in app.acquire_token_for_client(["https://management.azure.com/.default"]))'`

describeWith(['az', 'python3'], 'real az in such a task', () => {
  it('is known by its login, and what the script does with az or with MSAL is the script’s', async () => {
    const script = `
      az account get-access-token --output none
      az account get-access-token --resource https://graph.microsoft.com --output none
      ${MSAL}`
    const { code, stdout, stderr } = await mintwell(
      ['task', 'run', azureCliLike, '--connection', 'azure', '--input', `inlineScript=${script}`, '--json'],
      { cwd: temporaryDirectory() },
    )
    expect(code, stderr).toBe(0)
    expect(stderr).toContain('msal: True')
    const [run] = (JSON.parse(stdout) as RunDocument).runs
    expect(run?.exchanges.map(({ purpose, status }) => [purpose, status])).toEqual([
      ['login', 200],
      ['script', 200],
      ['script', 200],
    ])
    expect(new Set(run?.exchanges.map(({ fingerprint }) => fingerprint))).toEqual(
      new Set([run?.receipts[0]?.fingerprint]),
    )
  })
})
