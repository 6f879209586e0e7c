import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin, root, temporaryDirectory } from '../mintwell.ts'

/** A lab that is up, in a runtime and temp directory of its own. */
async function withLab<T>(
  args: readonly string[],
  use: (env: Readonly<Record<string, string>>, document: Record<string, unknown>) => Promise<T>,
): Promise<{ readonly value: T; readonly code: number | null; readonly stderr: string; readonly directory: string }> {
  const directory = temporaryDirectory()
  const temp = join(directory, 'tmp')
  mkdirSync(temp)
  const env = { XDG_RUNTIME_DIR: directory, TMPDIR: temp }
  const child = spawn(process.execPath, [mintwellBin, 'lab', 'up', '--json', ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      if (stderr.includes('lab: ready')) resolve()
    })
    void ended.then(() => reject(new Error(`the lab ended: ${stderr}`)))
  })
  try {
    const value = await use(env, JSON.parse(stdout) as Record<string, unknown>)
    child.kill('SIGTERM')
    const code = await ended
    return { value, code, stderr, directory }
  } finally {
    child.kill('SIGKILL')
  }
}

const fetchPage =
  'fetch("https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration").then(async (answer) => console.log(answer.status, answer.headers.get("date")))'

describe('a lab that is up', () => {
  it('lets commands in, by its name, and ends clean at SIGTERM', async () => {
    const { value, code, directory } = await withLab([], (env) =>
      mintwell(['lab', 'exec', '--lab', 'default', '--', process.execPath, '-e', fetchPage], { env }),
    )
    expect(value.stdout).toMatch(/^200 /)
    expect(code).toBe(0)
    expect(readdirSync(join(directory, 'tmp'))).toEqual([])
    expect(readdirSync(join(directory, 'mintwell'))).toEqual([])
  })

  it('shows, sets, advances and resumes its clock, and its answers carry that date', async () => {
    const { value } = await withLab([], async (env) => {
      const clock = async (...args: string[]) => (await mintwell(['lab', 'clock', ...args], { env })).stdout.trim()
      const set = await clock('set', '2026-01-01T00:00:00Z')
      const advanced = await clock('advance', '24h')
      const { stdout } = await mintwell(['lab', 'exec', '--lab', 'default', '--', process.execPath, '-e', fetchPage], {
        env,
      })
      return { set, advanced, date: stdout, resumed: await clock('resume') }
    })
    expect(value.set).toMatch(/^2026-01-01T00:00:0\d/)
    expect(value.advanced).toMatch(/^2026-01-02T00:00:0\d/)
    expect(value.date).toContain('Fri, 02 Jan 2026')
    expect(value.resumed).toContain('(the real time)')
  })

  it('switches faults on and off while it is up', async () => {
    const { value } = await withLab([], async (env) => {
      const fault = async (...args: string[]) => mintwell(['lab', 'fault', ...args, '--json'], { env })
      const on = await fault('on', 'late-bound:age=20h')
      const off = await fault('off', 'late-bound')
      const unknown = await fault('on', 'nonsense')
      return {
        on: JSON.parse(on.stdout) as { on: { name: string }[] },
        off: JSON.parse(off.stdout) as { on: object[] },
        unknown,
      }
    })
    expect(value.on.on.map(({ name }) => name)).toEqual(['late-bound'])
    expect(value.off.on).toEqual([])
    expect(value.unknown.code).toBe(2)
    expect(value.unknown.stderr).toContain('nonsense')
  })

  it('rotates the keys of an issuer, and keeps those that it publishes then', async () => {
    const data = join(temporaryDirectory(), 'data')
    const { value } = await withLab(['--data', data], async (env) => {
      const rotate = (...args: string[]) => mintwell(['lab', 'keys', 'rotate', ...args], { env })
      const keysOf = async (...args: string[]) => (await rotate(...args)).stdout.trim().split('\n')
      const two = await keysOf('entra')
      const three = await keysOf('entra')
      return { two, three, one: await keysOf('ado', '--no-overlap'), unknown: await rotate('github') }
    })
    expect(value.two).toHaveLength(2)
    expect(value.three.slice(1)).toEqual(value.two)
    expect(value.one).toHaveLength(1)
    expect([value.unknown.code, value.unknown.stderr]).toEqual([2, expect.stringContaining('entra or ado')])
    const stored = JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')) as Record<
      'entra' | 'ado',
      { keys: object[] }
    >
    expect([stored.entra.keys.length, stored.ado.keys.length]).toEqual([3, 1])
  })

  it('keeps keys and connections in its data directory, readable by its owner alone', async () => {
    const data = join(temporaryDirectory(), 'data')
    const keys =
      'fetch("https://login.microsoftonline.com/common/discovery/v2.0/keys").then(async (answer) => console.log((await answer.json()).keys.map((key) => key.kid).join()))'
    const once = () =>
      withLab(
        ['--data', data],
        async (env) =>
          (await mintwell(['lab', 'exec', '--lab', 'default', '--', process.execPath, '-e', keys], { env })).stdout,
      )
    const first = await once()
    const second = await once()
    expect(first.value.trim()).not.toBe('')
    expect(second.value).toBe(first.value)
    expect(existsSync(join(data, 'lab.json'))).toBe(true)
  })

  it('answers nothing at its control port without the secret, for a web page, or under another name', async () => {
    const { value } = await withLab([], async (env, document) => {
      const { secret } = JSON.parse(
        readFileSync(join(env.XDG_RUNTIME_DIR as string, 'mintwell', 'default.json'), 'utf8'),
      ) as { secret: string }
      const status = async (headers: Record<string, string>) =>
        (await fetch(`${String(document.control)}/v1/status`, { headers })).status
      const authorization = `Bearer ${secret}`
      return [
        await status({}),
        await status({ authorization: 'Bearer no' }),
        await status({ authorization, origin: 'https://evil.example' }),
        await status({ authorization }),
      ]
    })
    expect(value).toEqual([401, 401, 403, 200])
  })

  it('has a name that leads out of its directory refused as wrong use, by the one who opens it and the one who looks for it', async () => {
    const directory = temporaryDirectory()
    const env = { XDG_RUNTIME_DIR: directory, TMPDIR: directory }
    for (const args of [
      ['clock', '--lab', '../elsewhere'],
      ['env', '--lab', ''],
      ['up', '--name', '../elsewhere'],
    ]) {
      const { code, stderr } = await mintwell(['lab', ...args], { env })
      expect({ args, code }).toEqual({ args, code: 2 })
      expect(stderr).toContain("a lab's name is")
    }
  })

  it('has what cannot be set or switched refused as wrong use, with one line on what is wrong and one on how it is called', async () => {
    const { value } = await withLab(['--fault', 'slow'], async (env) => {
      const told = []
      for (const args of [
        ['clock', 'set', 'yesterday'],
        ['clock', 'advance', 'soon'],
        ['clock', 'forward'],
        ['fault', 'on', 'echoo'],
        ['fault', 'on', 'late-bound:age=old'],
        ['fault', 'off', 'nosuch'],
        ['fault', 'off', 'echo'],
        ['keys', 'rotate', 'github'],
        ['check', '--lab', 'default'],
      ])
        told.push({ args, ...(await mintwell(['lab', ...args], { env })) })
      return told
    })
    for (const { args, code, stderr } of value) {
      expect({ args, code }).toEqual({ args, code: 2 })
      const lines = stderr.trim().split('\n')
      expect(lines).toEqual([expect.stringMatching(/^mintwell lab: /), `Usage: ${lines[1]?.slice('Usage: '.length)}`])
      expect(lines[1]).toContain(`mintwell lab ${args[0]} `)
    }
    const about = (name: string) => value.find(({ args }) => args.includes(name))?.stderr ?? ''
    expect(about('yesterday')).toContain("set takes an instant such as 2026-04-20T01:04:56Z, not 'yesterday'")
    expect(about('nosuch')).toContain('Unknown fault: fault "nosuch"; known ')
    expect(about('echo')).toContain('The fault is not switched on: fault "echo"; on slow')
  })

  it('says which of its public names leads to a service of the user’s own, each name once', async () => {
    const { value } = await withLab(['--route', 'dev.azure.com=https://127.0.0.1:9'], async (_env, { hosts }) => hosts)
    expect((value as string[]).filter((host) => host === 'dev.azure.com')).toHaveLength(1)
    const { stdout } = await mintwell(['lab', 'up', '--route', 'blob.example=https://127.0.0.1:9'], {
      env: { XDG_RUNTIME_DIR: temporaryDirectory() },
      onOutput: (text, kill) => text.includes('lab: ready') && kill('SIGTERM'),
    })
    expect(stdout).toMatch(/^ +https:\/\/blob\.example -> https:\/\/127\.0\.0\.1:9$/m)
  })

  it('refuses a second one of the same name, and lets one of another name stand beside it', async () => {
    const { value } = await withLab([], async (env) => {
      const same = await mintwell(['lab', 'up'], { env })
      const other = await mintwell(['lab', 'up', '--name', 'other'], {
        env,
        onOutput: (text, kill) => text.includes('lab: ready') && kill('SIGTERM'),
      })
      return { same, other }
    })
    expect(value.same.code).toBe(3)
    expect(value.same.stderr).toContain('is already up')
    expect(value.other.code).toBe(0)
  })
})

describe('a command in a lab of its own', () => {
  it('gives its exit code, or 127 and 125 in its place', async () => {
    const codes = []
    for (const args of [
      ['--', 'sh', '-c', 'exit 7'],
      ['--', 'no-such-command'],
      ['--fault', 'nonsense', '--', 'true'],
    ])
      codes.push((await mintwell(['lab', 'exec', ...args])).code)
    expect(codes).toEqual([7, 127, 125])
  })

  it('has what a step of a running job has when a connection is asked for, and gets its ID token', async () => {
    const script = `fetch(process.env.SYSTEM_OIDCREQUESTURI + "?api-version=7.1&serviceConnectionId=" + process.env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID,
      { method: "POST", headers: { authorization: "Bearer " + process.env.SYSTEM_ACCESSTOKEN } }).then(async (answer) => console.log(answer.status, Object.keys(await answer.json()).join()))`
    const { stdout } = await mintwell(['lab', 'exec', '--connection', 'c', '--', process.execPath, '-e', script])
    expect(stdout.trim()).toBe('200 oidcToken')
  })

  it('sleeps an hour in no time when the clock was put somewhere, and sees it pass', async () => {
    const { code, stdout } = await mintwell([
      'lab',
      'exec',
      '--start',
      '2026-01-01T00:00:00Z',
      '--',
      'bash',
      '-c',
      'sleep 3600; date -u +%H:%M',
    ])
    expect([code, stdout.trim()]).toEqual([0, '01:00'])
  })

  it('is refused the network but for the lab', async () => {
    const { stdout, stderr } = await mintwell([
      'lab',
      'exec',
      '--',
      process.execPath,
      '-e',
      'fetch("https://example.com").then((a) => console.log(a.status), () => console.log("refused"))',
    ])
    expect(stdout.trim()).toBe('refused')
    expect(stderr).toContain('--allow-host example.com opens it')
  })
})
