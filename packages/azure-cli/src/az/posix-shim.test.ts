import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CERTIFICATE_PATH, EXTENSION_NEEDED, type LoginPlan } from './login-plan.ts'
import { stateFiles } from './login-state.ts'
import { posixShim } from './posix-shim.ts'

const federation: LoginPlan = {
  credential: { kind: 'federation' },
  before: [['cloud', 'set', '-n', 'AzureCloud']],
  login: ['login', '--service-principal', '-u', 'app', '--federated-token', '@-'],
  after: [['account', 'set', '--subscription', 'sub']],
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintwell-shim-'))
  for (const name of ['state', 'config']) mkdirSync(join(folder, name), { mode: 0o700 })
  setAssertion('assertion-1')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/**
 * A stand-in for az that writes down its calls, and for a login where and with what; it keeps the assertion where the real one does. `fails` is shell that may end a call.
 */
function installAz(fails = ''): string {
  const file = join(folder, 'real-az')
  writeFileSync(
    file,
    `#!/bin/bash
call="$*"
config=\${AZURE_CONFIG_DIR:-$HOME/.azure}
if [ "$1" = login ]; then
  read -r given
  echo "$call < $given" >>'${folder}/calls'
  sleep 0.05
  ${fails}
  echo "$given" >"$config/service_principal_entries.json"
  echo 'output of the login'
  exit 0
fi
echo "$call" >>'${folder}/calls'
${fails}
echo "ran $call with $(cat "$config/service_principal_entries.json" 2>/dev/null)"
`,
  )
  chmodSync(file, 0o755)
  return file
}

function installShim(
  plan: LoginPlan,
  az = installAz(),
  loginEnvironment: Record<string, string> = {},
  sleep = '/bin/sleep',
): string {
  const file = join(folder, 'az')
  writeFileSync(
    file,
    posixShim({
      bash: '/bin/bash',
      az,
      sleep,
      stateDirectory: join(folder, 'state'),
      plan,
      loginEnvironment,
    }),
  )
  chmodSync(file, 0o700)
  return file
}

function setAssertion(text: string): void {
  writeFileSync(join(folder, 'state', stateFiles.idToken), `${text}\n`)
  writeFileSync(join(folder, 'state', stateFiles.generation), `${text}\n`)
}

function call(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      env: { PATH: process.env.PATH, AZURE_CONFIG_DIR: join(folder, 'config'), ...env },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString()
    })
    child.stderr.on('data', (part: Buffer) => {
      err += part.toString()
    })
    child.on('close', (code) => resolve({ code, out, err }))
  })
}

const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')

describe('the az of a step', () => {
  it('makes the whole login before the first call, shows nothing of it, and none before the next', async () => {
    const az = installShim(federation)
    expect(await call(az, ['group', 'list'])).toEqual({ code: 0, out: 'ran group list with assertion-1\n', err: '' })
    await call(az, ['vm', 'list', 'a b', "it's"])
    expect(calls()).toEqual([
      'cloud set -n AzureCloud',
      'login --service-principal -u app --federated-token @- --output none < assertion-1',
      'account set --subscription sub',
      'group list',
      "vm list a b it's",
    ])
  })

  it.each([[[]], [['--version']], [['version']], [['--help']]])(
    'logs in for no call like %j, which needs none',
    async (args) => {
      const az = installShim(federation)
      await call(az, args)
      expect(calls()).toEqual([args.join(' ')])
    },
  )

  it('logs in once when twenty calls run in parallel', async () => {
    const az = installShim(federation)
    const ended = await Promise.all(Array.from({ length: 20 }, (_, n) => call(az, ['call', String(n)])))
    expect(ended.map(({ code }) => code)).toEqual(Array(20).fill(0))
    expect(calls().filter((line) => line.startsWith('login'))).toHaveLength(1)
    expect(calls()).toHaveLength(23)
    expect(existsSync(join(folder, 'state', stateFiles.lock))).toBe(false)
  })

  it('logs in with a newer assertion before the next call, and leaves cloud and subscription as the script has them', async () => {
    const az = installShim(federation)
    await call(az, ['one'])
    setAssertion('assertion-2')
    expect((await call(az, ['two'])).out).toBe('ran two with assertion-2\n')
    expect(calls().slice(4)).toEqual([
      'login --service-principal -u app --federated-token @- --output none < assertion-2',
      'two',
    ])
    expect(existsSync(join(folder, 'state', 'renewal'))).toBe(false)
  })

  it('never lets a call that runs meanwhile see a half-written file', async () => {
    // The stand-in writes its file in two halves, a moment apart: in place, a reader would see the first half.
    const real = installAz(
      'if [ "$1" = login ]; then printf half >"$config/service_principal_entries.json"; sleep 0.1; fi',
    )
    const az = installShim(federation, real)
    await call(az, ['one'])
    setAssertion('assertion-2')
    const renewing = call(az, ['two'])
    const seen = new Set<string>()
    for (let ended = false; !ended; ) {
      seen.add(readFileSync(join(folder, 'config/service_principal_entries.json'), 'utf8').trim())
      ended = await Promise.race([
        renewing.then(() => true),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 5)),
      ])
    }
    expect([...seen].sort()).toEqual(['assertion-1', 'assertion-2'])
  })

  it("ends the call with az's own error and code when the login fails, and tries again at the next", async () => {
    const real = installAz(
      `if [ "$1" = login ] && [ ! -e '${folder}/ok' ]; then echo 'AADSTS700024: over' >&2; exit 3; fi`,
    )
    const az = installShim(federation, real)
    expect(await call(az, ['one'])).toEqual({ code: 3, out: '', err: 'AADSTS700024: over\n' })
    expect(readFileSync(join(folder, 'state', stateFiles.failure), 'utf8')).toMatch(/^3 \d+\nAADSTS700024: over$/)
    writeFileSync(join(folder, 'ok'), '')
    expect((await call(az, ['two'])).code).toBe(0)
    expect(existsSync(join(folder, 'state', stateFiles.failure))).toBe(false)
  })

  it('gives all calls that wait for a login the error of the one that was made', async () => {
    const az = installShim(federation, installAz('if [ "$1" = login ]; then sleep 0.3; echo refused >&2; exit 1; fi'))
    const ended = await Promise.all(Array.from({ length: 8 }, (_, n) => call(az, ['call', String(n)])))
    expect(ended.map(({ code, err }) => [code, err])).toEqual(Array(8).fill([1, 'refused\n']))
    expect(calls().filter((line) => line.startsWith('login'))).toHaveLength(1)
  })

  it('takes the lock of a call that was killed while it logged in', async () => {
    const az = installShim(federation)
    writeFileSync(join(folder, 'state', stateFiles.lock), '999999999\n')
    const ended = await Promise.all(Array.from({ length: 20 }, (_, n) => call(az, ['call', String(n)])))
    expect(ended.map(({ code, err }) => [code, err])).toEqual(Array(20).fill([0, '']))
    expect(calls().filter((line) => line.startsWith('login'))).toHaveLength(1)
    expect(readdirSync(join(folder, 'state')).sort()).toEqual(['done', 'generation', 'id-token'])
  })

  it('says nothing of its own to calls that wait, and starts few programs for them', async () => {
    const pauses = join(folder, 'pauses')
    const sleep = join(folder, 'sleep')
    writeFileSync(sleep, `#!/bin/sh\necho >>'${pauses}'\nexec /bin/sleep "$1"\n`, { mode: 0o755 })
    const az = installShim(federation, installAz('[ "$1" = login ] && sleep 2'), {}, sleep)
    const ended = await Promise.all(Array.from({ length: 20 }, (_, n) => call(az, ['call', String(n)])))
    expect(ended.map(({ code, err }) => [code, err])).toEqual(Array(20).fill([0, '']))
    // Four in the first 0.2 s and four a second from then on, for each of nineteen; every 0.05 s would be forty.
    expect(readFileSync(pauses, 'utf8').length).toBeLessThan(19 * 16)
  })

  it('leaves files that its user alone can read', async () => {
    const az = installShim(federation)
    await call(az, ['one'])
    expect(statSync(join(folder, 'state', stateFiles.done)).mode & 0o777).toBe(0o600)
  })

  it("keeps the script's BASH_ENV, exported functions and tracing out, and passes its exit code on", async () => {
    const trap = join(folder, 'trap.sh')
    writeFileSync(trap, 'echo trapped; set -x\n')
    const az = installShim(federation, installAz('[ "$1" = fail ] && exit 42'))
    const env = { BASH_ENV: trap, SHELLOPTS: 'xtrace', 'BASH_FUNC_read%%': '() { echo read; }' }
    expect(await call(az, ['fail'], env)).toEqual({ code: 42, out: '', err: '' })
  })

  it('gives the login its own environment and the call the script’s', async () => {
    const real = installAz(`echo "$1 $WHO" >>'${folder}/who'`)
    const az = installShim(federation, real, { WHO: "the login's" })
    await call(az, ['one'], { WHO: 'the script' })
    expect(readFileSync(join(folder, 'who'), 'utf8').trim().split('\n')).toEqual([
      "cloud the login's",
      "login the login's",
      "account the login's",
      'one the script',
    ])
  })

  it('installs the extension of an Azure DevOps connection where it is missing', async () => {
    const plan: LoginPlan = {
      ...federation,
      before: [EXTENSION_NEEDED],
      after: [['devops', 'configure', '--defaults', 'project=a b']],
    }
    const az = installShim(plan, installAz('[ "$1 $2" = "extension show" ] && exit 3'))
    expect((await call(az, ['one'])).code).toBe(0)
    expect(calls()).toEqual([
      'extension show --name azure-devops',
      'extension add -n azure-devops -y',
      'login --service-principal -u app --federated-token @- --output none < assertion-1',
      'devops configure --defaults project=a b',
      'one',
    ])
  })

  it('hands a certificate over as the password where az is too old to know better', async () => {
    const plan: LoginPlan = {
      credential: { kind: 'certificate', pem: 'PEM' },
      before: [],
      login: ['login', '--certificate', CERTIFICATE_PATH],
      loginOfOlderAz: ['login', '--password', CERTIFICATE_PATH],
      after: [],
    }
    const az = installShim(
      plan,
      installAz('case $* in *--certificate*) echo "unrecognized arguments: --certificate" >&2; exit 2 ;; esac'),
    )
    expect(await call(az, ['one'])).toMatchObject({ code: 0, err: '' })
    const path = join(folder, 'state', stateFiles.certificate)
    expect(calls()).toEqual([
      `login --certificate ${path} --output none < `,
      `login --password ${path} --output none < `,
      'one',
    ])
  })
})
