import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin, temporaryDirectory } from '../mintwell.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A place with a token in a file, and a directory for temporary files of its own. */
function place(lifetimeSeconds = 600) {
  const directory = temporaryDirectory()
  const now = Math.floor(Date.now() / 1_000)
  const token = `${encode({ alg: 'RS256' })}.${encode({ iss: 'https://issuer.example', sub: 'canary', iat: now, nbf: now, exp: now + lifetimeSeconds })}.c2lnbmF0dXJl`
  const source = join(directory, 'source-token')
  writeFileSync(source, token)
  const temporary = join(directory, 'temporary')
  mkdirSync(temporary)
  const env = {
    TMPDIR: temporary,
    AGENT_TEMPDIRECTORY: undefined,
    RUNNER_TEMP: undefined,
    TF_BUILD: undefined,
    GITHUB_ACTIONS: undefined,
    MINTWELL_LAB_CLOCK: undefined,
  }
  const args = ['exec', '--source', `file:${source}`]
  return {
    directory,
    token,
    source,
    env,
    args,
    left: () => readdirSync(temporary),
    exec: (...command: readonly string[]) => mintwell([...args, '--', ...command], { env }),
  }
}

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0)
    return !readFileSync(`/proc/${pid}/stat`, 'latin1').includes(') Z ')
  } catch {
    return false
  }
}

async function until(what: () => boolean, withinMs: number): Promise<number> {
  const started = performance.now()
  while (!what()) {
    if (performance.now() - started > withinMs) throw new Error(`it did not come about within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return performance.now() - started
}

/** Starts exec with a command that writes its process ids to files, and gives them. */
async function started(script: string, at = place()) {
  const child = spawn(process.execPath, [mintwellBin, ...at.args, '--', 'bash', '-c', script], {
    cwd: at.directory,
    env: { ...process.env, ...at.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  child.stdout.on('data', (part) => {
    stdout += String(part)
  })
  const ended = new Promise<number | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ? null : code)),
  )
  const pids = () =>
    ['shell.pid', 'child.pid'].map((name) =>
      existsSync(join(at.directory, name)) ? Number(readFileSync(join(at.directory, name), 'utf8')) : 0,
    )
  await until(() => pids().every((pid) => pid > 0), 10_000)
  return { ...at, child, ended, pids: pids(), stdout: () => stdout }
}

const sleeper = 'echo $$ >shell.pid; sleep 300 & echo $! >child.pid; wait'

describe('a wait for a token', () => {
  it.each([['token'], ['exchange', '--to', 'aws', '--role-arn', 'arn:aws:iam::123456789012:role/x']])(
    'is ended by Ctrl-C without a word, with 130: %s',
    async (...verb) => {
      const at = place()
      const asked = join(at.directory, 'asked')
      const source = `command:sh -c 'echo >"${asked}"; exec sleep 300'`
      const child = spawn(process.execPath, [mintwellBin, ...verb, '--source', source], {
        env: { ...process.env, ...at.env },
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let stderr = ''
      child.stderr.on('data', (part) => {
        stderr += String(part)
      })
      const ended = new Promise((resolve) => child.once('exit', resolve))
      await until(() => existsSync(asked), 10_000)
      child.kill('SIGINT')
      expect([await ended, stderr]).toEqual([130, ''])
    },
  )
})

describe('a command under exec', () => {
  it('has its exit code, its arguments and its standard streams as without it, and no shell in between', async () => {
    const at = place()
    const { code, stdout } = await at.exec(
      process.execPath,
      '-e',
      'process.stdout.write(JSON.stringify(process.argv.slice(1))); process.exit(7)',
      'a b',
      '$HOME',
      '*',
      '"',
    )
    expect(code).toBe(7)
    expect(JSON.parse(stdout)).toEqual(['a b', '$HOME', '*', '"'])
    const { stdout: read } = await mintwell([...at.args, '--', 'cat'], { env: at.env, input: 'through stdin' })
    expect(read).toBe('through stdin')
  })

  it('finds the token in a file of 0600 in a directory of 0700, and nothing of it is left', async () => {
    const at = place()
    const script =
      'const { statSync, readFileSync } = require("fs"); const { dirname } = require("path"); const f = process.env.MINTWELL_ID_TOKEN_FILE; console.log((statSync(f).mode & 0o777).toString(8), (statSync(dirname(f)).mode & 0o777).toString(8), readFileSync(f, "utf8") === process.env.idToken)'
    const { stdout } = await at.exec(process.execPath, '-e', script)
    expect(stdout).toBe('600 700 true\n')
    expect(at.left()).toEqual([])
  })

  it('is reported with 126 and 127 where it cannot be run or is not there, and with 2 where it is not said', async () => {
    const at = place()
    const text = join(at.directory, 'text')
    writeFileSync(text, 'no program')
    expect((await at.exec('mintwell-no-such-program')).code).toBe(127)
    expect((await at.exec(join(at.directory, 'nothing'))).code).toBe(127)
    expect((await at.exec(text)).code).toBe(126)
    expect((await mintwell(at.args, { env: at.env })).code).toBe(2)
    expect((await mintwell([...at.args, '--on-breach', 'hope', '--', 'true'], { env: at.env })).code).toBe(2)
    expect((await mintwell([...at.args, '--aws-role-arn', 'deploy', '--', 'true'], { env: at.env })).code).toBe(2)
    expect((await mintwell(['exec', '--source', 'jenkins', '--', 'true'], { env: at.env })).code).toBe(2)
  })

  it('is not started where the token does not meet the contract: 125', async () => {
    const at = place(60)
    const { code, stdout, stderr } = await mintwell([...at.args, '--min-remaining', '10m', '--', 'echo', 'it runs'], {
      env: at.env,
    })
    expect([code, stdout]).toEqual([125, ''])
    expect(stderr).toMatch(/mintwell: error: The ID token for .* is expiring/)
    expect(at.left()).toEqual([])
  })

  it('gets every signal that we get, with all its group, and its end is reported as a shell does', async () => {
    const it = await started(
      `trap 'echo got TERM; exit 3' TERM; trap 'echo got HUP' HUP; echo $$ >shell.pid; (trap '' HUP; exec sleep 300) & echo $! >child.pid; wait; wait; wait`,
    )
    it.child.kill('SIGHUP')
    await until(() => it.stdout().includes('got HUP'), 3_000)
    it.child.kill('SIGTERM')
    expect(await it.ended).toBe(3)
    expect(it.stdout()).toContain('got TERM')
    expect(isAlive(it.pids[1] as number)).toBe(false)
    expect(it.left()).toEqual([])
  })

  it('that is killed leaves no token behind, and 137', async () => {
    const it = await started(sleeper)
    expect(it.left()).toHaveLength(1)
    process.kill(it.pids[0] as number, 'SIGKILL')
    expect(await it.ended).toBe(137)
    expect(it.left()).toEqual([])
    process.kill(it.pids[1] as number, 'SIGKILL')
  })

  it('may remove the directory of its own token: it gets its exit code, and nothing is left', async () => {
    const at = place()
    expect((await at.exec('bash', '-c', 'rm -rf "$(dirname "$MINTWELL_ID_TOKEN_FILE")"; exit 4')).code).toBe(4)
    expect(at.left()).toEqual([])
  })

  it('keeps what it leaves running on purpose when it has ended by itself', async () => {
    const at = place()
    const { code } = await at.exec('bash', '-c', `cd ${at.directory}; sleep 300 >/dev/null 2>&1 & echo $! >child.pid`)
    expect(code).toBe(0)
    const pid = Number(readFileSync(join(at.directory, 'child.pid'), 'utf8'))
    expect(isAlive(pid)).toBe(true)
    process.kill(pid, 'SIGKILL')
  })
})

describe('when we are killed', () => {
  it('the watchdog ends the command with all that it started and removes the token, within 2 s', async () => {
    const it = await started(sleeper)
    expect(it.left()).toHaveLength(1)
    it.child.kill('SIGKILL')
    const took = await until(() => it.left().length === 0 && it.pids.every((pid) => !isAlive(pid)), 2_000)
    expect(took).toBeLessThan(2_000)
  })

  it('it ends also what does not want to end, within 2 s', async () => {
    const it = await started(`trap '' TERM HUP INT; ${sleeper}; while :; do sleep 1; done`)
    it.child.kill('SIGKILL')
    await until(() => it.left().length === 0 && it.pids.every((pid) => !isAlive(pid)), 2_000)
  })

  it('leaves no watchdog behind after a good end', async () => {
    const at = place()
    const { stdout } = await at.exec('env')
    const mark = /^(MINTWELL_GUARD_\w+)=/m.exec(stdout)?.[1]
    expect(mark).toBeDefined()
    const watchdogs = () =>
      readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((name) => {
          try {
            return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`\0${mark}\0`)
          } catch {
            return false
          }
        })
    await until(() => watchdogs().length === 0, 2_000)
    expect(statSync(at.env.TMPDIR).isDirectory()).toBe(true)
  })
})
