import { spawn } from 'node:child_process'
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LoginTime, runAzureCli } from './run-azure-cli.ts'
import type { Command, ServiceEndpoint, TaskHost } from './task-host.ts'

const ID = '11111111-2222-3333-4444-555555555555'
const TOKEN = 'eyJhbGciOi.eyJpc3Mi.c2lnbmF0dXJl'
const BOUND = 'eyJhbGciOi.eyJib3VuZCI6.c2lnbmF0dXJl'

const connection: ServiceEndpoint = {
  id: ID,
  name: 'my-connection',
  type: 'azurerm',
  url: 'https://management.azure.com/',
  scheme: 'WorkloadIdentityFederation',
  parameters: { serviceprincipalid: 'the-client', tenantid: 'the-tenant' },
  data: { environment: 'AzureCloud', subscriptionid: 'the-subscription' },
}

let root: string
let programs: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mintwell-azure-cli-'))
  programs = join(root, 'programs')
  for (const name of ['programs', 'temp', 'sources']) mkdirSync(join(root, name))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Puts a stand-in for az on PATH, which writes down each call with what it reads from standard input; `fails` is shell that may end a call. */
function installAz(fails = ''): void {
  const script = `#!/bin/bash
input=
case "$*" in *'@-'*) IFS= read -r input ;; esac
printf '%s < %s\\n' "$*" "$input" >>'${root}/calls'
${fails}
[ "$1" = show ] && echo "config $AZURE_CONFIG_DIR"
exit 0
`
  writeFileSync(join(programs, 'az'), script, { mode: 0o755 })
}

const calls = () =>
  existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').slice(0, -1).split('\n') : []

interface Machine {
  readonly inputs?: Readonly<Record<string, string>>
  readonly endpoint?: ServiceEndpoint | undefined
  readonly features?: readonly string[]
  readonly requestIdToken?: () => Promise<string>
  readonly path?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly sleepUntil?: TaskHost['sleepUntil']
}

/** A host whose processes and files are real, and which notes what it is told. */
function machine(options: Machine) {
  const inputs: Record<string, string> = {
    connectedServiceNameARM: 'my-connection',
    scriptType: 'bash',
    scriptLocation: 'inlineScript',
    inlineScript: 'true',
    cwd: join(root, 'sources'),
    ...options.inputs,
  }
  const seen = {
    log: [] as string[],
    debug: [] as string[],
    output: [] as string[],
    issues: [] as string[],
    secrets: [] as string[],
    taken: [] as string[],
    requested: [] as string[],
  }
  const path = options.path ?? `${programs}${delimiter}${process.env.PATH}`
  const host: TaskHost = {
    now: () => 1_776_647_096_000,
    sleepUntil: (instant, signal) => options.sleepUntil?.(instant, signal) ?? new Promise(() => {}),
    busy: (work) => work(),
    newId: () => 'id',
    platform: 'linux',
    tempDirectory: join(root, 'temp'),
    defaultWorkingDirectory: join(root, 'sources'),
    environment: { PATH: path, HOME: root, ...options.environment },
    loginEnvironment: { WHO: 'login' },
    input: (name) => inputs[name] ?? '',
    endpoint: (name) =>
      name === 'my-connection' ? ('endpoint' in options ? options.endpoint : connection) : undefined,
    feature: (name) => options.features?.includes(name) ?? false,
    requestIdToken: async (id) => {
      seen.requested.push(id)
      return options.requestIdToken ? options.requestIdToken() : TOKEN
    },
    tokenTaken: (token, source) => seen.taken.push(`${source} ${token}`),
    setSecret: (value) => seen.secrets.push(value),
    log: (line) => seen.log.push(line),
    debug: (line) => seen.debug.push(line),
    issue: (type, message) => seen.issues.push(`${type}: ${message}`),
    which: (name) => which(name, path),
    exec: (command) => execute(command, seen.output),
    files: {
      exists: existsSync,
      read: (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined),
      makeDirectory: (directory) => void mkdirSync(directory, { recursive: true }),
      makeTemporaryDirectory: (prefix) => mkdtempSync(prefix),
      write: (file, content, mode) => writeFileSync(file, content, { mode }),
      remove: (file) => rmSync(file, { recursive: true, force: true }),
    },
  }
  return { host, seen }
}

function which(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function execute(command: Command, output: string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const { file, args, cwd, env, input } = command
    const child = spawn(file, [...args], { cwd, env, stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] })
    if (!child.stdout || !child.stderr) throw new Error('no pipes')
    createInterface({ input: child.stdout }).on('line', (line) =>
      (command.onOutputLine ?? ((text) => output.push(text)))(line),
    )
    createInterface({ input: child.stderr }).on('line', (line) => {
      command.onErrorLine?.(line)
      output.push(`stderr: ${line}`)
    })
    child.stdin?.end(input)
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? -1))
  })
}

/** A PATH on which there is no az. */
function withoutAz(): string {
  const path = join(root, 'few')
  mkdirSync(path)
  for (const name of ['bash', 'sleep'])
    writeFileSync(join(path, name), `#!/bin/sh\nexec /bin/${name} "$@"\n`, { mode: 0o755 })
  return path
}

/** Runs the task and gives how it ended and what was seen. */
async function run(options: Machine & { readonly major?: number; readonly login?: LoginTime } = {}) {
  const { host, seen } = machine(options)
  const outcome = await runAzureCli(host, options.major ?? 2, { login: options.login ?? 'lazy' })
  // The configuration stays for the next step of the job, as that of Microsoft's task does.
  return { outcome, seen, left: readdirSync(join(root, 'temp')).filter((name) => name !== '.azclitask') }
}

const inlineScript = (text: string, inputs: Readonly<Record<string, string>> = {}) => ({
  inputs: { inlineScript: text, ...inputs },
})

describe('the environment of the script', () => {
  const show =
    'for n in servicePrincipalId tenantId idToken AZURESUBSCRIPTION_{CLIENT,TENANT,SERVICE_CONNECTION}_ID; do echo "$n=$(printenv $n || echo unset)"; done'

  it('names the connection always, and has the token only where the step asks for it', async () => {
    const named = [
      'AZURESUBSCRIPTION_CLIENT_ID=the-client',
      'AZURESUBSCRIPTION_TENANT_ID=the-tenant',
      `AZURESUBSCRIPTION_SERVICE_CONNECTION_ID=${ID}`,
    ]
    const plain = await run(inlineScript(show))
    expect(plain.seen.output).toEqual(['servicePrincipalId=unset', 'tenantId=unset', 'idToken=unset', ...named])
    const asked = await run(inlineScript(show, { addSpnToEnvironment: 'True' }))
    expect(asked.seen.output).toEqual([
      'servicePrincipalId=the-client',
      'tenantId=the-tenant',
      `idToken=${TOKEN}`,
      ...named,
    ])
    expect(asked.outcome).toEqual({ result: 'succeeded', message: 'Script exited with return code: 0', exitCode: 0 })
  })

  it('has a configuration of az of its own, unless the step wants the one of the user', async () => {
    const own = await run(inlineScript('echo "$AZURE_CONFIG_DIR"; [ -d "$AZURE_CONFIG_DIR" ] && echo there'))
    expect(own.seen.output).toEqual([join(root, 'temp', '.azclitask'), 'there'])
    const users = await run(inlineScript('printenv AZURE_CONFIG_DIR || echo unset', { useGlobalConfig: 'true' }))
    expect(users.seen.output).toEqual(['unset'])
  })
})

describe('the token of the task', () => {
  const bound: ServiceEndpoint = { ...connection, parameters: { ...connection.parameters, idtoken: BOUND } }
  const features = ['EnableLateBoundIdToken']
  const script = inlineScript('echo $idToken', { addSpnToEnvironment: 'true' })

  it('is asked for once, is secret before anything else, and is told of', async () => {
    const { seen } = await run(script)
    expect([seen.requested, seen.secrets, seen.taken]).toEqual([[ID], [TOKEN], [`oidc ${TOKEN}`]])
  })

  it('is the one that is bound to the connection where the feature is on, unread', async () => {
    const { seen } = await run({ ...script, endpoint: bound, features })
    expect([seen.requested, seen.secrets, seen.taken]).toEqual([[], [BOUND], [`late-bound ${BOUND}`]])
    expect(seen.output).toEqual([BOUND])
    expect(seen.debug).toContain('Using bound idToken from service endpoint.')
  })

  it('is asked for where the feature is off, or nothing is bound', async () => {
    expect((await run({ ...script, endpoint: bound })).seen.taken).toEqual([`oidc ${TOKEN}`])
    expect((await run({ ...script, features })).seen.taken).toEqual([`oidc ${TOKEN}`])
  })

  it('that the service refuses fails the step in the words of the service, and its script does not run', async () => {
    const requestIdToken = () => Promise.reject(new Error('TF400813: not authorized'))
    const { outcome, seen, left } = await run({ ...inlineScript('echo ran'), requestIdToken })
    expect(outcome).toMatchObject({ result: 'failed', message: 'Script failed with error: TF400813: not authorized' })
    expect([seen.output, left]).toEqual([[], []])
  })
})

describe('the script', () => {
  it('gets its arguments as the task library splits them', async () => {
    const script = inlineScript('for a; do echo "<$a>"; done', { scriptArguments: 'one "two words" $HOME' })
    expect((await run(script)).seen.output).toEqual(['<one>', '<two words>', '<$HOME>'])
    const first = await run({ major: 1, ...inlineScript('echo "$1"', { args: 'of-version-1', scriptArguments: 'no' }) })
    expect(first.seen.output).toEqual(['of-version-1'])
  })

  it('runs from a file, in a directory that is made where there is none', async () => {
    writeFileSync(join(root, 'sources', 'a.sh'), 'pwd')
    const cwd = join(root, 'sources', 'new', 'directory')
    const { seen } = await run({
      inputs: { scriptLocation: 'scriptPath', scriptPath: join(root, 'sources', 'a.sh'), cwd },
    })
    expect(seen.output).toEqual([cwd])
    expect(existsSync(join(root, 'sources', 'a.sh'))).toBe(true)
  })

  it('that fails fails the step with its exit code', async () => {
    expect((await run(inlineScript('exit 7'))).outcome).toEqual({
      result: 'failed',
      message: 'Script failed with exit code: 7',
      exitCode: 7,
    })
  })

  it('fails the step by its standard error only where it is told to, with the first ten lines as the issue', async () => {
    const noisy = 'for i in {1..12}; do echo "line $i" >&2; done'
    expect((await run(inlineScript(noisy))).outcome.result).toBe('succeeded')
    const { outcome, seen } = await run(inlineScript(noisy, { failOnStandardError: 'true' }))
    expect(outcome).toMatchObject({ result: 'failed', exitCode: 0 })
    expect(seen.issues).toEqual([`error: ${Array.from({ length: 10 }, (_, index) => `line ${index + 1}`).join('\n')}`])
  })

  it.each([
    ['a file that is not there', { scriptLocation: 'scriptPath', scriptPath: '/no/such.sh' }, '/no/such.sh'],
    ['PowerShell on a machine without it', { scriptType: 'pscore' }, "'pwsh'"],
    ['Windows PowerShell elsewhere', { scriptType: 'ps' }, "'powershell'"],
    ['batch elsewhere, which an unknown type is too', { scriptType: 'fish' }, "'cmd'"],
    [
      'a preference that PowerShell does not know',
      { scriptType: 'pscore', powerShellErrorActionPreference: 'x' },
      "'x'",
    ],
  ])('cannot be %s', async (_, inputs, named) => {
    const { outcome, left } = await run({ inputs })
    expect(outcome).toMatchObject({ result: 'failed', exitCode: null, message: expect.stringContaining(named) })
    expect(left).toEqual([])
  })

  it.each([
    ['a connection that the job does not have', { endpoint: undefined }, 'my-connection'],
    ['a scheme that the task does not know', { endpoint: { ...connection, scheme: 'Token' } }, "'Token'"],
  ])('does not run for %s', async (_, options, named) => {
    const { outcome, seen } = await run(options)
    expect(outcome).toMatchObject({ result: 'failed', message: expect.stringContaining(named) })
    expect(seen.requested).toEqual([])
  })
})

describe('az that logs in when it is first called', () => {
  it('logs in once for twenty calls at once, with the assertion on standard input and nowhere else', async () => {
    installAz()
    const { outcome, seen } = await run(inlineScript('for i in {1..20}; do az show $i & done; wait'))
    expect(outcome.result).toBe('succeeded')
    expect(calls().slice(0, 3)).toEqual([
      'cloud set -n AzureCloud < ',
      `login --service-principal -u the-client --tenant the-tenant --allow-no-subscriptions --federated-token @- --output none < ${TOKEN}`,
      'account set --subscription the-subscription < ',
    ])
    expect(calls().filter((call) => call.startsWith('login'))).toHaveLength(1)
    expect(calls()).toHaveLength(24)
    expect(calls().at(-1)).toBe('account clear < ')
    const arguments_ = calls().map((call) => call.slice(0, call.indexOf(' < ')))
    expect(arguments_.join()).not.toContain(TOKEN.split('.')[1])
    expect(seen.output).toHaveLength(20)
  })

  it('does not log in for a script that calls none', async () => {
    installAz()
    await run(inlineScript('true'))
    expect(calls()).toEqual([])
  })

  it('that cannot log in ends the call with its own code, and fails the step though the script goes on', async () => {
    installAz('[ "$1" = login ] && { echo "AADSTS700024: over" >&2; exit 3; }')
    const { outcome, seen } = await run(inlineScript('az show; echo "code $?"; exit 0'))
    expect(seen.output).toEqual(['stderr: AADSTS700024: over', 'code 3'])
    expect(outcome).toEqual({ result: 'failed', message: 'Script failed with error: AADSTS700024: over', exitCode: 0 })
    expect(seen.issues).toEqual(['error: Error Code: [3]', 'error: Error: Azure login failed'])
  })

  it('that is not installed is no matter for a script without it, and 127 with a line that says what to install', async () => {
    const path = withoutAz()
    expect((await run({ ...inlineScript('true'), path })).outcome.result).toBe('succeeded')
    const { outcome, seen } = await run({ ...inlineScript('az group list; echo "code $?"'), path })
    expect(seen.output).toEqual([expect.stringMatching(/^stderr: .*install the package azure-cli/), 'code 127'])
    expect(outcome.result).toBe('succeeded')
  })

  it('leaves nothing behind: no script, no assertion, no configuration', async () => {
    installAz()
    const { left } = await run(inlineScript('az show; find "$AZURE_CONFIG_DIR/.." -type f | wc -l'))
    expect(left).toEqual([])
    expect((await run(inlineScript('exit 1'))).left).toEqual([])
  })
})

describe('az that logs in before the script, as in the cloud', () => {
  it('makes its calls in the order of the task, and the script finds it logged in', async () => {
    installAz()
    const { seen } = await run({ ...inlineScript('az show it', { visibleAzLogin: 'false' }), login: 'eager' })
    expect(calls()).toEqual([
      'cloud set -n AzureCloud < ',
      `login --service-principal -u the-client --tenant the-tenant --allow-no-subscriptions --federated-token @- --output none < ${TOKEN}`,
      'account set --subscription the-subscription < ',
      'show it < ',
      'account clear < ',
    ])
    expect(seen.log).toContain('Setting active cloud to: AzureCloud')
    expect(seen.log.join('\n')).not.toContain(TOKEN)
  })

  it('fails the step before the script where the login fails, in the shape of the task', async () => {
    installAz('[ "$1" = login ] && { echo "AADSTS700024: over" >&2; exit 1; }')
    const { outcome, seen, left } = await run({ ...inlineScript('echo ran'), login: 'eager' })
    expect(outcome).toMatchObject({ result: 'failed', message: 'Script failed with error: AADSTS700024: over' })
    expect(seen.issues).toEqual(['error: Error Code: [1]', 'error: Error: Azure login failed'])
    expect(seen.output).not.toContain('ran')
    expect([calls().at(-1)?.startsWith('login'), left]).toEqual([true, []])
  })

  it('fails the step where another call of it fails, and says so where az says nothing', async () => {
    installAz('[ "$1" = account ] && exit 5')
    const { outcome, seen } = await run({ ...inlineScript('echo ran'), login: 'eager' })
    expect(outcome).toMatchObject({ result: 'failed', message: expect.stringContaining('exit code 5') })
    expect(seen.issues).toEqual(['error: Error Code: [5]'])
  })

  it.each(['eager', 'as-cloud'] as const)('logs in where the script calls no az at all: %s', async (login) => {
    installAz()
    await run({ ...inlineScript('true'), login })
    expect(calls().map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'cloud set',
      'login --service-principal',
      'account set',
      'account clear',
    ])
  })

  it('says what is wrong with the script before it asks for a token or calls az', async () => {
    installAz()
    const { outcome, seen } = await run({
      inputs: { scriptLocation: 'scriptPath', scriptPath: '/no/such.sh' },
      login: 'eager',
    })
    expect(outcome.message).toContain('/no/such.sh')
    expect([seen.requested, existsSync(join(root, 'calls'))]).toEqual([[], false])
  })

  it('goes on without az, with a warning, where eager is only the default', async () => {
    const { outcome, seen } = await run({ ...inlineScript('true'), login: 'as-cloud', path: withoutAz() })
    expect(outcome.result).toBe('succeeded')
    expect(seen.issues).toEqual([expect.stringMatching(/^warning: The Azure CLI is not installed/)])
  })

  it('fails the step on a machine without az', async () => {
    const { outcome } = await run({ ...inlineScript('echo ran'), login: 'eager', path: withoutAz() })
    expect(outcome).toMatchObject({
      result: 'failed',
      message: expect.stringContaining('Azure CLI 2.x is not installed'),
    })
  })
})

describe('keepAzSessionActive', () => {
  /** A clock on which eight minutes pass twice, once the script has called az, and no more. */
  function twice(instants: number[]): TaskHost['sleepUntil'] {
    return async (instant, signal) => {
      instants.push(instant)
      if (instants.length < 3)
        await vi.waitFor(() => expect(calls().some((call) => call.startsWith('show'))).toBe(true), 5_000)
      else
        await new Promise((_, reject) => {
          signal?.throwIfAborted()
          signal?.addEventListener('abort', () => reject(signal.reason))
        })
    }
  }
  const untilLogins = (number: number) =>
    `az show it; until [ "$(grep -c ^login ${root}/calls)" = ${number} ]; do /bin/sleep 0.02; done; echo "$idToken"`
  const tokens = (...answers: readonly (string | Error)[]) => {
    const left = [...answers]
    return async () => {
      const answer = left.shift() ?? TOKEN
      if (answer instanceof Error) throw answer
      return answer
    }
  }
  const logins = () => calls().filter((call) => call.startsWith('login'))

  // parity: azure-cli-keep-alive
  it.each(['eager', 'lazy'] as const)(
    'logs in every eight minutes with another token, and the script keeps the one it has: %s',
    async (login) => {
      installAz()
      const instants: number[] = []
      const { outcome, seen } = await run({
        ...inlineScript(untilLogins(3), { keepAzSessionActive: 'true', addSpnToEnvironment: 'true' }),
        login,
        requestIdToken: tokens(`${TOKEN}1`, `${TOKEN}2`, `${TOKEN}3`),
        sleepUntil: twice(instants),
      })
      expect(outcome).toMatchObject({ result: 'succeeded' })
      expect(logins().map((call) => call.at(-1))).toEqual(['1', '2', '3'])
      expect(instants.map((instant) => instant - 1_776_647_096_000)).toEqual([480_000, 960_000, 1_440_000])
      expect(seen.output).toContain(`${TOKEN}1`)
      expect(seen.taken).toHaveLength(3)
    },
  )

  it('warns of a login that could not be renewed, and the step succeeds', async () => {
    installAz()
    const { outcome, seen } = await run({
      ...inlineScript(untilLogins(2), { keepAzSessionActive: 'true' }),
      login: 'eager',
      requestIdToken: tokens(TOKEN, new Error('the service is away')),
      sleepUntil: twice([]),
    })
    expect(outcome).toMatchObject({ result: 'succeeded' })
    expect(seen.issues).toEqual([expect.stringMatching(/^warning: .*the service is away/)])
  })

  it('fails the step behind the login where there is no federation', async () => {
    installAz()
    const { outcome, seen } = await run({
      ...inlineScript('echo ran', { keepAzSessionActive: 'true' }),
      login: 'eager',
      endpoint: {
        ...connection,
        scheme: 'ServicePrincipal',
        parameters: { ...connection.parameters, serviceprincipalkey: 's' },
      },
    })
    expect(outcome).toMatchObject({ result: 'failed', message: expect.stringContaining("'ServicePrincipal'") })
    expect([logins().length, seen.output]).toEqual([1, []])
  })
})

describe('AzureCLI@3', () => {
  const logins = () => calls().map((call) => call.replace(/ --service-principal.*/, '').replace(/ < .*/, ''))

  it.each([
    ['the input says so', { allowNoSubscriptions: 'true' }, connection],
    [
      'the subscription is all zeros',
      {},
      { ...connection, data: { ...connection.data, subscriptionid: '00000000-0000-0000-0000-000000000000' } },
    ],
    ['there is none', {}, { ...connection, data: {} }],
  ])('sets no subscription where %s', async (_, inputs, endpoint) => {
    installAz()
    await run({ inputs, endpoint, login: 'eager', major: 3 })
    expect(logins().some((call) => call.startsWith('account set'))).toBe(false)
  })

  it('prepares az devops for an Azure DevOps connection, with neither cloud nor subscription', async () => {
    installAz('[ "$1 $2" = "extension show" ] && exit 1')
    const inputs = {
      connectionType: 'azureDevOps',
      azureDevOpsServiceConnection: 'my-connection',
      connectedServiceNameARM: '',
    }
    const environment = { SYSTEM_COLLECTIONURI: 'https://dev.azure.com/o/', SYSTEM_TEAMPROJECT: 'a project' }
    const { outcome } = await run({ inputs, environment, login: 'eager', major: 3 })
    expect(outcome.result).toBe('succeeded')
    expect(logins()).toEqual([
      'extension show --name azure-devops',
      'extension add -n azure-devops -y',
      'login',
      'devops configure --defaults organization=https://dev.azure.com/o/',
      'devops configure --defaults project=a project',
      'account clear',
    ])
  })

  it('takes no other scheme for an Azure DevOps connection', async () => {
    const inputs = { connectionType: 'azureDevOps', azureDevOpsServiceConnection: 'my-connection' }
    const endpoint = { ...connection, scheme: 'ServicePrincipal' }
    const { outcome } = await run({ inputs, endpoint, major: 3 })
    expect(outcome).toMatchObject({
      result: 'failed',
      message: expect.stringContaining('Azure DevOps service connections'),
    })
  })
})
