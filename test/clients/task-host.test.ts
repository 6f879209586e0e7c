import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Finished, mintwell, type RunDocument, root, runPipelineJson, temporaryDirectory } from '../mintwell.ts'

const taskLibTask = join(root, 'test/clients/fixtures/task-lib-task')

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

  // parity: task-phases (azure-pipelines-task-lib)
  it('succeeds with issues, between its phases before and after the steps', () => {
    expect(finished.code, finished.stderr).toBe(0)
    expect(steps.map(({ displayName, result }) => `${displayName}: ${result}`)).toEqual([
      'Pre-job: TaskLibTask: succeeded',
      'Bash: succeeded',
      'TaskLibTask: succeededWithIssues',
      'Bash: succeeded',
      'Post-job: TaskLibTask: succeeded',
    ])
    expect(finished.stderr).toContain('before=yes')
    expect(finished.stderr).toContain('after: trail=before,main status=SucceededWithIssues')
  })

  // parity: task-inputs (azure-pipelines-task-lib)
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

  // parity: task-endpoints (azure-pipelines-task-lib)
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

  // parity: task-variables (azure-pipelines-task-lib)
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

  // parity: task-commands (azure-pipelines-task-lib)
  it('is heard in every command that it gives', () => {
    const lines = finished.stderr
    expect(lines).toMatch(/plain=a;b\]c%d hushed=\*\*\* declared=declared by task\.json first=.*_tool\/bin/)
    expect(lines).toContain('from=for the next job')
    expect(steps[2]?.issues.map(({ message }) => message)).toEqual([
      "TaskLibTask@1 has no input 'undeclared'; it is passed on, as Azure Pipelines does.",
      'main.js(3,7): 42: a warning with a place',
      'a warning of the library',
      expect.stringContaining('release.updatereleasename'),
      'All is done, with issues',
    ])
    expect(lines).toContain('named-by-the-task')
    expect(lines.match(/attachment\.txt/g)?.length).toBeGreaterThanOrEqual(8)
  })

  // parity: task-masking (azure-pipelines-task-lib)
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

describe('a task that says that it is done and goes on', () => {
  // parity: task-complete
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
