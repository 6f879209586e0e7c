import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { TaskDefinition } from '@mintwell/language'
import { readTaskJson } from '@mintwell/language'
import { afterEach, describe, expect, it } from 'vitest'
import { runYaml, type TestRunOptions } from '../run/test-run.ts'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

function directory(): string {
  const made = mkdtempSync(join(tmpdir(), 'mintwell-task-'))
  directories.push(made)
  return made
}

/** A task in a folder of its own: its scripts, and what its task.json says besides the minimum. */
function task(scripts: Readonly<Record<string, string>>, json: object = {}): TaskDefinition {
  const folder = directory()
  for (const [name, text] of Object.entries(scripts)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const text = JSON.stringify({
    id: '00000000-0000-0000-0000-000000000001',
    name: 'Thing',
    version: { Major: 1, Minor: 0, Patch: 0 },
    execution: { Node20_1: { target: 'main.js' } },
    inputs: [{ name: 'connection', type: 'connectedService:AzureRM' }],
    ...json,
  })
  return readTaskJson(text, join(folder, 'task.json'), folder)
}

const CONNECTION = '6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091'
const endpoint: ServiceEndpoint = {
  id: CONNECTION,
  name: 'azure',
  type: 'azurerm',
  url: 'https://management.azure.com/',
  scheme: 'WorkloadIdentityFederation',
  parameters: { tenantid: 'tenant', serviceprincipalid: 'client-of-azure', idToken: 'a-bound-token' },
  data: { subscriptionId: 'subscription', 'odd.name here': 'odd' },
}

const steps = (inputs: Readonly<Record<string, string>> = {}, more = '') => `
steps:
- task: Thing@1
  name: thing
  inputs: ${JSON.stringify(inputs)}
${more}`

/** Runs a task that writes its environment down, and gives it. */
async function environmentOf(options: TestRunOptions & { readonly yaml?: string; readonly json?: object }) {
  const file = join(directory(), 'environment')
  const script = `require('node:fs').writeFileSync(${JSON.stringify(file)}, JSON.stringify({ env: process.env, cwd: process.cwd() }))`
  const run = await runYaml(options.yaml ?? steps({ connection: 'azure' }), {
    endpoints: [endpoint],
    ...options,
    tasks: [task({ 'main.js': script }, options.json)],
  })
  expect(run.step('thing').issues).toEqual([])
  return JSON.parse(readFileSync(file, 'utf8')) as { readonly env: Record<string, string>; readonly cwd: string }
}

describe('the environment of a Node task', () => {
  it('has variables and secrets with the names of both, and the step’s own', async () => {
    const { env, cwd } = await environmentOf({
      serviceVariables: [
        { name: 'System.CollectionUri', value: 'https://localhost:1/lab/' },
        { name: 'My.Secret', value: 'hush', secret: true },
      ],
      yaml: `variables:\n  my public: yes\n${steps()}  displayName: Named $(my public)\n`,
    })
    expect(env).toMatchObject({
      MY_PUBLIC: 'yes',
      SECRET_MY_SECRET: 'hush',
      TF_BUILD: 'True',
      AGENT_JOBSTATUS: 'Succeeded',
      'agent.jobstatus': 'Succeeded',
      SYSTEM_TASKDISPLAYNAME: 'Named yes',
      SYSTEM_TASKINSTANCENAME: 'thing',
      TASK_PUBLISHTELEMETRY: 'True',
      ENDPOINT_URL_SYSTEMVSSCONNECTION: 'https://localhost:1/lab/',
      ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: 'OAuth',
    })
    expect(env).not.toHaveProperty('MY_SECRET')
    expect(JSON.parse(env.VSTS_PUBLIC_VARIABLES ?? '')).toEqual(
      expect.arrayContaining(['my public', 'Agent.JobStatus']),
    )
    expect(JSON.parse(env.VSTS_PUBLIC_VARIABLES ?? '')).not.toContain('My.Secret')
    expect(JSON.parse(env.VSTS_SECRET_VARIABLES ?? '')).toEqual(['My.Secret', 'System.AccessToken'])
    const { parameters, scheme } = JSON.parse(env.ENDPOINT_AUTH_SYSTEMVSSCONNECTION ?? '')
    expect([scheme, parameters]).toEqual(['OAuth', { AccessToken: env.SECRET_SYSTEM_ACCESSTOKEN }])
    expect(env.ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN).toBe(parameters.AccessToken)
    expect(cwd).toBe(env.SYSTEM_DEFAULTWORKINGDIRECTORY)
  })

  it('lets a variable of the job win over the step’s own env, as the agent does', async () => {
    const yaml = `variables:\n  SAME: of the job\n${steps()}  env: {SAME: of the step, OWN: "  $(SAME)  "}\n`
    const { env } = await environmentOf({ yaml })
    expect([env.SAME, env.OWN]).toEqual(['of the job', 'of the job'])
  })

  it('has every declared input by its real name, empty where nothing is given', async () => {
    const inputs = [
      { name: 'connection', type: 'connectedService:AzureRM' },
      { name: 'with space', type: 'string', aliases: ['alias'] },
      { name: 'unset', type: 'string' },
      { name: 'path', type: 'filePath' },
    ]
    const { env, cwd } = await environmentOf({ yaml: steps({ alias: 'given' }), json: { inputs } })
    expect(env).toMatchObject({ INPUT_WITH_SPACE: 'given', INPUT_UNSET: '', INPUT_PATH: `${cwd}` })
    expect(env).not.toHaveProperty('INPUT_ALIAS')
  })

  it('has of the connections only those that its own inputs name, with names as the service writes them', async () => {
    const other = { ...endpoint, id: '99999999-0d1e-4f20-8a3b-4c5d6e7f8091', name: 'other' }
    const { env } = await environmentOf({ endpoints: [endpoint, other] })
    expect(env).toMatchObject({
      INPUT_CONNECTION: CONNECTION,
      [`ENDPOINT_URL_${CONNECTION}`]: 'https://management.azure.com/',
      [`ENDPOINT_AUTH_SCHEME_${CONNECTION}`]: 'WorkloadIdentityFederation',
      [`ENDPOINT_AUTH_PARAMETER_${CONNECTION}_SERVICEPRINCIPALID`]: 'client-of-azure',
      [`ENDPOINT_AUTH_PARAMETER_${CONNECTION}_IDTOKEN`]: 'a-bound-token',
      [`ENDPOINT_DATA_${CONNECTION}_SUBSCRIPTIONID`]: 'subscription',
      [`ENDPOINT_DATA_${CONNECTION}_ODD_NAME_HERE`]: 'odd',
    })
    expect(JSON.parse(env[`ENDPOINT_AUTH_${CONNECTION}`] ?? '')).toEqual({
      parameters: { tenantid: 'tenant', serviceprincipalid: 'client-of-azure', idToken: 'a-bound-token' },
      scheme: 'WorkloadIdentityFederation',
    })
    expect(JSON.parse(env[`ENDPOINT_DATA_${CONNECTION}`] ?? '')).toHaveProperty('subscriptionId', 'subscription')
    expect(Object.keys(env).filter((name) => name.includes(other.id))).toEqual([])
  })
})

describe('a Node task', () => {
  const run = (script: string, options: TestRunOptions = {}, json: object = {}) =>
    runYaml(steps(), { ...options, tasks: [task({ 'main.js': script }, json)] })

  it('succeeds with exit code 0 and no word, and fails with any other', async () => {
    expect((await run('')).step('thing')).toEqual({ result: 'succeeded', exitCode: 0, issues: [] })
    const failed = await run('process.exit(3)')
    expect(failed.step('thing')).toMatchObject({ result: 'failed', exitCode: 3 })
    expect(failed.step('thing').issues[0]?.message).toMatch(/^Exit code 3 returned from process: file name '.*node/)
  })

  it('is told by the task library’s word, and the message that it logs and completes with is one issue', async () => {
    const script =
      "console.log('##vso[task.issue type=error;source=TaskInternal;]no good'); console.log('##vso[task.complete result=Failed;]no good')"
    expect((await run(script)).step('thing')).toEqual({
      result: 'failed',
      exitCode: 0,
      issues: [{ type: 'error', message: 'no good' }],
    })
  })

  it('has its commands heard on both streams', async () => {
    const script =
      "console.error('##vso[task.setvariable variable=a]1'); console.log('##vso[task.setvariable variable=b]2')"
    const shown = await runYaml(steps({}, '- bash: echo $(a)$(b)\n  name: after'), {
      tasks: [task({ 'main.js': script })],
    })
    expect(shown.lines('after')).toEqual(['12'])
  })

  it('works in the directory that its handler names, where it names one', async () => {
    const folder = task(
      { 'main.js': 'console.log(process.cwd())' },
      { execution: { Node16: { target: 'main.js', workingDirectory: '$(currentDirectory)' } } },
    )
    const shown = await runYaml(steps(), { tasks: [folder] })
    expect(shown.lines('thing').at(-1)).toBe(folder.folder?.directory)
  })

  it('is stopped by its timeout', async () => {
    const yaml = `${steps()}  timeoutInMinutes: 1\n`
    const clock = (await import('../run/test-run.ts')).handClock()
    const running = runYaml(yaml, {
      clock,
      tasks: [task({ 'main.js': "console.log('on'); setInterval(() => {}, 1000)" })],
      onEvent: (event) => {
        if (event.kind === 'line' && event.text === 'on') clock.advance(61_000)
      },
    })
    expect((await running).step('thing').issues[0]?.message).toBe('The task has timed out.')
  })

  it('runs before and after the steps of the job too, sharing its task variables, under the name of its step', async () => {
    const say = (what: string) => `console.log('${what}: ' + process.env.VSTS_TASKVARIABLE_TRAIL)`
    const set = (text: string) => `console.log('##vso[task.settaskvariable variable=trail]${text}')`
    const folder = task(
      {
        'before.js': `${say('before')}; ${set('b')}; console.log('##vso[task.setvariable variable=out;isoutput=true]from before')`,
        'main.js': `${say('main')}; ${set('bm')}; process.exit(1)`,
        'after.js': say('after'),
      },
      {
        prejobexecution: { Node20_1: { target: 'before.js' } },
        postjobexecution: { Node20_1: { target: 'after.js' } },
      },
    )
    const yaml = `
steps:
- bash: echo "$(thing.out)"
  name: first
- task: Thing@1
  name: thing
- bash: echo never
  name: last
`
    const shown = await runYaml(yaml, { tasks: [folder] })
    const ends = shown.events.filter((event) => event.kind === 'step-finished')
    expect(ends.map(({ displayName, result }) => `${displayName} ${result}`)).toEqual([
      'Pre-job: Thing succeeded',
      'Bash succeeded',
      'Thing failed',
      'Bash skipped',
      'Post-job: Thing succeeded',
    ])
    expect(shown.lines('first')).toEqual(['from before'])
    const lines = shown.lines()
    expect(lines).toEqual(expect.arrayContaining(['before: undefined', 'main: b', 'after: bm']))
  })

  it('brings no phases where its step is switched off', async () => {
    const folder = task({ 'main.js': '', 'before.js': '' }, { prejobexecution: { Node20_1: { target: 'before.js' } } })
    const shown = await runYaml(`${steps()}  enabled: false\n`, { tasks: [folder] })
    expect(shown.events.filter((event) => event.kind === 'step-finished')).toHaveLength(1)
  })

  it('is held to what its task.json lets it say and set', async () => {
    const script = [
      '##vso[task.setvariable variable=good]1',
      '##vso[task.setvariable variable=bad]1',
      '##vso[task.prependpath]/nowhere',
      '##vso[build.addbuildtag]tagged',
    ]
      .map((line) => `console.log('${line}')`)
      .join(';')
    const folder = task(
      { 'main.js': script },
      { restrictions: { commands: { mode: 'restricted' }, settableVariables: { allowed: ['go*'] } } },
    )
    const shown = await runYaml(steps({}, '- bash: echo "[$GOOD] [$BAD] $PATH"\n  name: after'), { tasks: [folder] })
    expect(shown.lines('after')[0]).toMatch(/^\[1\] \[\] (?!.*\/nowhere)/)
    expect(shown.step('thing').issues).toHaveLength(3)
    expect(shown.events.some(({ kind }) => kind === 'run-tagged')).toBe(false)
  })

  it('sets outputs that only its task.json declares', async () => {
    const folder = task(
      { 'main.js': "console.log('##vso[task.setvariable variable=declared]1')" },
      { outputVariables: [{ name: 'Declared' }] },
    )
    const shown = await runYaml(steps({}, '- bash: echo "[$(thing.declared)] [$DECLARED]"\n  name: after'), {
      tasks: [folder],
    })
    expect(shown.lines('after')).toEqual(['[1] []'])
  })

  it('has taken a bound token when its output shows it, which is masked, and not because it was handed one', async () => {
    const taken: string[] = []
    const options: TestRunOptions = {
      endpoints: [endpoint],
      tokenTaken: (step, token, source, { name }) => void taken.push([step.step, token, source, name].join(' ')),
      tasks: [task({ 'main.js': `console.log(process.env['ENDPOINT_AUTH_PARAMETER_${CONNECTION}_IDTOKEN'])` })],
    }
    const yaml = steps({ connection: 'azure' })
    const shown = await runYaml(yaml, options)
    expect(shown.lines('thing').at(-1)).toBe('***')
    expect(taken).toEqual(['thing a-bound-token late-bound azure'])
    const variables = { 'DistributedTask.Tasks.EnableLateBoundIdToken': 'True' }
    await runYaml(yaml, { ...options, variables, tasks: [task({ 'main.js': 'console.log(1)' })] })
    expect(taken).toHaveLength(1)
  })

  it.each([
    ['2.144.0', 0],
    ['4.99.10', 0],
    ['999.0.0', 1],
  ])('that wants an agent of version %s has %i warnings', async (minimumAgentVersion, warnings) => {
    const shown = await run('', {}, { minimumAgentVersion })
    expect(shown.step('thing').issues).toHaveLength(warnings)
  })

  it('warns of an input that it does not declare, and of a connection that the job does not know', async () => {
    const folder = task({ 'main.js': 'console.log(process.env.INPUT_ODD)' })
    const shown = await runYaml(steps({ odd: 'passed on', connection: 'nobody' }), { tasks: [folder] })
    expect(shown.lines('thing').at(-1)).toBe('passed on')
    expect(shown.step('thing').issues.map(({ type }) => type)).toEqual(['warning', 'warning'])
  })
})
