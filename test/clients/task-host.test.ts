import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Finished, mintwell, type RunDocument, root, runPipelineJson, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

const taskLibTask = join(root, 'test/clients/fixtures/task-lib-task')
const azureCliLike = join(root, 'test/clients/fixtures/azure-cli-like-task')

type Run = RunDocument['runs'][number]

/** What the fixture writes down; secrets are in it, so the file is the test's alone. */
interface Report {
  readonly argv: string
  readonly cwd: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly endpoint: Readonly<Record<string, unknown>>
  readonly system: Readonly<Record<string, unknown>>
  readonly variables: Readonly<Record<string, unknown>> & { readonly names: readonly string[] }
  readonly taskVariables: Readonly<Record<string, unknown>>
  readonly agent: Readonly<Record<string, unknown>>
  readonly environment: readonly string[]
  readonly feature: boolean
  readonly tokens: { readonly localhost: string; readonly gateway: string; readonly distinct: boolean }
  readonly exchanges: Readonly<Record<string, number>>
}

const SECRET = 'p@ss"w;or]d%1'

describe('a task written with azure-pipelines-task-lib', () => {
  let finished: Finished
  let run: Run
  let report: Report
  let steps: Run['stages'][number]['jobs'][number]['steps']

  beforeAll(async () => {
    const directory = temporaryDirectory()
    const reportFile = join(directory, 'report.json')
    writeFileSync(join(directory, 'mintwell.yml'), `tasks:\n  TaskLibTask@1: ${taskLibTask}\n`)
    const pipeline = join(directory, 'azure-pipelines.yml')
    writeFileSync(
      pipeline,
      `
variables:
  My.Public: hello
  DistributedTask.Tasks.SomeFeature: true
jobs:
- job: first
  steps:
  - checkout: none
  - bash: |
      echo '##vso[task.setvariable variable=My.Secret;issecret=true]${SECRET.replace('%', '%AZP25').replace(']', '%5D').replace(';', '%3B')}'
      echo "##vso[task.setvariable variable=keptCase;preservecase=true]kept"
      echo "before=$SETBEFORETHEJOB"
    name: prepare
  - task: TaskLibTask@1
    name: everything
    inputs:
      azureSubscription: library-connection
      otherServices: library-connection, other-connection
      file: sub/file.txt
      report: $(reportFile)
      lines: |
        one
        two
      undeclared: passed on
  - bash: |
      echo "plain=$(plain) hushed=$(hushed) declared=$(everything.declaredOutput) first=\${PATH%%:*}"
    name: after
- job: second
  dependsOn: first
  variables:
    fromFirst: $[ dependencies.first.outputs['everything.output'] ]
  steps:
  - checkout: none
  - bash: echo "from=$(fromFirst)"
    name: read
`,
    )
    const made = await runPipelineJson([pipeline, '--var', `reportFile=${reportFile}`, '--debug'])
    finished = made
    run = made.document.runs[0] as Run
    report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report
    steps = run.stages[0]?.jobs[0]?.steps ?? []
  })

  it('succeeds with issues, between its phases before and after the steps', () => {
    expect(finished.code, finished.stderr).toBe(0)
    expect(steps.map(({ displayName, result }) => `${displayName}: ${result}`)).toEqual([
      'Pre-job: TaskLibTask: succeeded',
      'Checkout none: succeeded',
      'Bash: succeeded',
      'TaskLibTask: succeededWithIssues',
      'Bash: succeeded',
      'Post-job: TaskLibTask: succeeded',
    ])
    expect(finished.stderr).toContain('before=yes')
    expect(finished.stderr).toContain('after: trail=before,main status=SucceededWithIssues')
  })

  it('reads its inputs by real name, with defaults, types and rooted paths', () => {
    const { connection, others, ...inputs } = report.inputs
    expect(connection).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(others).toHaveLength(2)
    expect(inputs).toEqual({
      text: 'from the default',
      flag: false,
      choice: 'one',
      place: report.cwd,
      placeSupplied: false,
      file: join(report.cwd, 'sub/file.txt'),
      lines: ['one', 'two'],
      undeclared: 'passed on',
    })
    expect(report.argv).toBe(join(taskLibTask, 'main.js'))
  })

  it('reads its connection and the system’s, and nothing of theirs is left in its environment', () => {
    expect(report.endpoint).toMatchObject({
      url: 'https://management.azure.com/',
      scheme: 'WorkloadIdentityFederation',
      environment: 'AzureCloud',
    })
    expect(report.endpoint.parameters).toEqual(
      expect.arrayContaining(['tenantid', 'serviceprincipalid', 'workloadIdentityFederationIssuer']),
    )
    expect(report.system).toEqual({ url: expect.stringMatching(/^https:\/\/localhost:\d+\/lab\/$/), scheme: 'OAuth' })
    const left = report.environment.filter((name) => /^(INPUT|ENDPOINT_AUTH|SECRET|VSTS_TASKVARIABLE)_/.test(name))
    expect(left.filter((name) => !name.startsWith('INPUT_'))).toEqual([])
    expect(report.environment).toContain(`ENDPOINT_DATA_${report.inputs.connection}_SUBSCRIPTIONID`)
  })

  it('reads variables, secrets, features and what its earlier phase kept', () => {
    expect(report.variables).toMatchObject({
      public: 'hello',
      secret: SECRET,
      accessToken: true,
      kept: 'kept',
      jobStatus: 'Succeeded',
      before: 'yes',
      task: 'TaskLibTask',
    })
    expect(report.variables.names).toEqual(expect.arrayContaining(['My.Public', 'My.Secret', 'System.AccessToken']))
    expect(report.taskVariables).toEqual({ trail: 'before', secret: 'whispered-between-phases' })
    expect(report.feature).toBe(true)
  })

  it('asks for ID tokens with azure-devops-node-api, past the proxy on localhost and through it for dev.azure.com', () => {
    expect(report.tokens.distinct).toBe(true)
    expect(report.agent).toMatchObject({ proxyForCollection: null, authorities: true, build: 'True' })
    expect(finished.stderr).not.toContain('DEP0106')
  })

  it('exchanges them through the agent’s proxy, as typed-rest-client and azure-arm-rest do', () => {
    expect(report.exchanges).toEqual({ restClient: 200, proxyAgent: 200 })
    expect(run.exchanges.map(({ purpose, status }) => [purpose, status])).toEqual([
      ['script', 200],
      ['script', 200],
    ])
  })

  it('has a receipt for each token, though only the lab saw them', () => {
    expect(run.receipts.map(({ step, source, connection, verdict }) => [step, source, connection, verdict])).toEqual([
      ['everything', 'oidc', 'library-connection', 'fresh'],
      ['everything', 'oidc', 'library-connection', 'fresh'],
    ])
    const exchanged = run.exchanges.map(({ fingerprint }) => fingerprint)
    expect(run.receipts.map(({ fingerprint }) => fingerprint)).toEqual(exchanged)
  })

  it('is heard in every command that it gives', () => {
    const lines = finished.stderr
    expect(lines).toMatch(/plain=a;b\]c%d hushed=\*\*\* declared=declared by task\.json first=.*_tool\/bin/)
    expect(lines).toContain('from=for the next job')
    expect(steps[3]?.issues.map(({ message }) => message)).toEqual([
      "TaskLibTask@1 has no input 'undeclared'; it is passed on, as Azure Pipelines does.",
      'main.js(3,7): 42: a warning with a place',
      'a warning of the library',
      expect.stringContaining('release.updatereleasename'),
      'All is done, with issues',
    ])
    expect(lines).toContain('named-by-the-task')
    expect(lines.match(/attachment\.txt/g)?.length).toBeGreaterThanOrEqual(8)
  })

  it('is masked, on both streams, in debug lines and in other encodings', () => {
    const forms = [SECRET, encodeURIComponent(SECRET), 'whispered-between-phases', 'made-secret-by-the-task']
    const { localhost, gateway } = report.tokens
    for (const token of [localhost, gateway]) forms.push(token, ...token.split('.'))
    for (const form of forms) {
      expect(finished.stderr.includes(form), form.slice(0, 12)).toBe(false)
      expect(finished.stdout.includes(form), form.slice(0, 12)).toBe(false)
    }
    expect(finished.stderr).toContain('secret=*** token=*** job=***')
    expect(finished.stderr).toContain('on stderr: ***')
  })
})

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
})

describe('a task that says that it is done and goes on', () => {
  it('counts as complete five seconds later, and is ended with its job', async () => {
    const directory = temporaryDirectory()
    const json = {
      id: '6b7a3c52-2a0f-4c1b-9d38-5e0a4b1f7c22',
      name: 'Endless',
      version: { Major: 1, Minor: 0, Patch: 0 },
      execution: { Node20_1: { target: 'main.js' } },
    }
    writeFileSync(join(directory, 'task.json'), JSON.stringify(json))
    const script = `
      require('node:fs').writeFileSync(process.env.SEEN, String(process.pid))
      console.log('##vso[task.complete result=SucceededWithIssues;done=true]')
      setInterval(() => {}, 1000)`
    writeFileSync(join(directory, 'main.js'), script)
    const seen = join(directory, 'seen')
    const started = Date.now()
    const { code, stdout } = await mintwell(['task', 'run', directory, '--pass-env', 'SEEN', '--json'], {
      cwd: directory,
      env: { SEEN: seen },
    })
    expect(Date.now() - started).toBeGreaterThan(5_000)
    expect(code).toBe(0)
    expect((JSON.parse(stdout) as RunDocument).runs[0]?.result).toBe('succeededWithIssues')
    expect(() => process.kill(Number(readFileSync(seen, 'utf8')), 0)).toThrow()
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
