import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { realClock } from '@mintwell/clock'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LabClock } from '../clock/lab-clock.ts'
import { linuxProcessProbe } from '../clock/process-probe.ts'
import { openSleepService } from '../clock/sleep-service.ts'
import { type ChildClock, findFaketime, openChildClock } from './child-clock.ts'

const START = Date.UTC(2026, 3, 20, 1, 4, 56)
const PATH = process.env.PATH ?? ''

let directory: string
let clock: LabClock
let child: ChildClock | undefined
let door: Awaited<ReturnType<typeof openSleepService>>
const running: ChildProcess[] = []

beforeEach(async () => {
  // A space and a quote: paths of users have them.
  directory = mkdtempSync(join(tmpdir(), "mint'well clock-"))
  clock = new LabClock({
    base: realClock,
    start: START,
    leaps: true,
    probe: linuxProcessProbe(),
  })
  door = await openSleepService(clock, 'a-secret')
})

afterEach(async () => {
  for (const { pid, exitCode, signalCode } of running.splice(0)) {
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL')
  }
  clock.close()
  await door.close()
  child?.close()
  child = undefined
  rmSync(directory, { recursive: true, force: true })
})

function openChild(faketime: boolean, path = PATH.split(':')): ChildClock {
  const platform = { platform: process.platform, path, faketime }
  child = openChildClock(directory, { port: door.port, secret: 'a-secret' }, platform)
  const opened = child
  clock.onOffset((offsetMs) => opened.setOffset(offsetMs))
  return child
}

interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly output: string
  readonly labMs: number
  readonly realMs: number
}

/** Runs a script as a job of the clock, and tells how much time passed for it. */
async function run(
  script: string,
  options: { env?: Record<string, string>; onStart?: (child: ChildProcess) => void } = {},
) {
  const { binDirectory, environment } = child ?? openChild(true)
  const before = { lab: clock.now(), real: realClock.now() }
  const process_ = spawn('bash', ['-c', script], {
    detached: true,
    env: { PATH: `${binDirectory}:${PATH}`, ...environment, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(process_)
  const leave = clock.enter({ activity: () => ({ kind: 'processes', sessions: [process_.pid ?? -1] }) })
  let output = ''
  for (const stream of [process_.stdout, process_.stderr]) stream.on('data', (part: Buffer) => (output += part))
  options.onStart?.(process_)
  const [code, signal] = (await once(process_, 'exit')) as [number | null, NodeJS.Signals | null]
  const ended: Ended = { code, signal, output, labMs: clock.now() - before.lab, realMs: realClock.now() - before.real }
  leave()
  return ended
}

/** What passed on the clock was this, give or take what the machine really needed. */
function expectPassed({ labMs, realMs }: Ended, ms: number): void {
  expect(labMs).toBeGreaterThanOrEqual(ms)
  expect(labMs - ms).toBeLessThanOrEqual(realMs + 1_000)
  expect(realMs).toBeLessThan(10_000)
}

describe.skipIf(process.platform !== 'linux')('sleep on the clock of the lab', () => {
  it('returns at once, and the clock has moved by as much', async () => {
    const ended = await run('sleep 600 && echo slept')
    expect([ended.code, ended.output]).toEqual([0, 'slept\n'])
    expectPassed(ended, 600_000)
  })

  it('adds up its arguments with their units', async () => {
    expectPassed(await run('sleep 1m 30s .5'), 90_500)
  })

  it.each([
    ['sleep 1e3', 1_000_000],
    ['sleep 0x10m 1E2', 1_060_000],
    ["sleep -- +5 ' 7' 1", 13_000],
  ])('takes the rarer forms of GNU sleep, too: `%s`', async (script, ms) => {
    expectPassed(await run(script), ms)
  })

  it('is leapt over from inside a substitution and a pipeline', async () => {
    const ended = await run('echo "$(sleep 600; echo a)"; { sleep 600; echo b; } | cat')
    expect(ended.output).toBe('a\nb\n')
    expectPassed(ended, 1_200_000)
  })

  it('wakes a loop in the background in passing, as often as it would be', async () => {
    const ended = await run('while sleep 60; do echo tick; done & sleep 600; kill $!')
    expect(['tick\n'.repeat(9), 'tick\n'.repeat(10)]).toContain(ended.output)
    expectPassed(ended, 600_000)
  })

  it('is not leapt over while something else of the job computes', async () => {
    const ended = await run('sleep 600 & while [ $SECONDS = 0 ]; do :; done; kill $!')
    expect(ended.labMs).toBeLessThan(60_000)
  })

  it('lets each of two jobs see only what passed for both', async () => {
    openChild(true)
    const [long, short] = await Promise.all([run('sleep 7200'), run('sleep 600')])
    expect(long.labMs).toBeGreaterThanOrEqual(7_200_000)
    expect(short.labMs).toBeLessThan(610_000)
  })

  it.each(['sleep abc', 'sleep 1h30m', 'sleep', 'sleep -5', 'sleep ""', 'sleep 1 x', 'sleep 1e', 'sleep -- -1'])(
    'gives the error of the real sleep for `%s`',
    async (command) => {
      const real = await new Promise<string>((resolve) => {
        const process_ = spawn('bash', ['-c', command], { env: { PATH }, stdio: ['ignore', 'pipe', 'pipe'] })
        let output = ''
        process_.stderr.on('data', (part: Buffer) => (output += part))
        process_.once('close', (code) => resolve(`${code} ${output}`))
      })
      const ended = await run(command)
      const withoutPath = (text: string) => text.replaceAll(/[^\s']*\/sleep/g, 'sleep')
      expect(withoutPath(`${ended.code} ${ended.output}`)).toBe(withoutPath(real))
    },
  )

  it('that never ends is ended by a signal like any other, and is then forgotten', async () => {
    openChild(true)
    const ended = await run('sleep infinity', {
      onStart: ({ pid }) =>
        void vi
          .waitFor(() => expect(clock.waiting).toEqual([{ wakeAt: Number.POSITIVE_INFINITY, pid: expect.any(Number) }]))
          .then(() => process.kill(-(pid as number), 'SIGTERM')),
    })
    expect(ended.signal).toBe('SIGTERM')
    await vi.waitFor(() => expect(clock.waiting).toEqual([]))
  })

  it('that is killed from its own script leaves nobody waiting', async () => {
    const ended = await run('sleep infinity & read -t 0.3 < <(sleep infinity); kill $!; wait $!; echo $?')
    expect(ended.output).toContain('143\n')
  })

  it('keeps the settings of the script out of itself: BASH_ENV, exported functions, tracing', async () => {
    const file = join(directory, 'env.sh')
    writeFileSync(file, 'echo sourced\n')
    const ended = await run('read() { echo mine; }; export -f read; export SHELLOPTS; set -x; sleep 5', {
      env: { BASH_ENV: '' },
    })
    expect(ended.output).not.toContain('a-secret')
    expect(ended.output).not.toContain('mine')
    const sourced = await run('sleep 5', { env: { BASH_ENV: file } })
    expect(sourced.output).toBe('sourced\n')
  })

  it('falls back to the real one when the lab has gone', async () => {
    openChild(true)
    await door.close()
    const ended = await run('sleep 0.01 && echo slept')
    expect([ended.code, ended.output.endsWith('slept\n')]).toEqual([0, true])
  })
})

describe.skipIf(findFaketime(process.platform) === undefined)('programs that ask libc for the time', () => {
  it('see the clock of the lab before and after a sleep', async () => {
    const { reach } = openChild(true)
    const { output } = await run('date -u +%FT%T; sleep 600; date -u +%FT%T')
    const [before, after] = output
      .trim()
      .split('\n')
      .map((line) => Date.parse(`${line}Z`))
    expect(reach).toBe('faketime')
    expect((before as number) - START).toBeLessThan(5_000)
    expect((after as number) - (before as number) - 600_000).toBeLessThan(5_000)
    expect((after as number) - (before as number)).toBeGreaterThanOrEqual(600_000)
  })

  it('see it while they run', async () => {
    openChild(true)
    const script = `const before = Date.now(); require('node:child_process').execSync('sleep 3600'); console.log(Date.now() - before)`
    const { output } = await run(`"${process.execPath}" -e "${script}"`)
    expect(Number(output)).toBeGreaterThanOrEqual(3_600_000)
    expect(Number(output)).toBeLessThan(3_610_000)
  })
})

describe.skipIf(process.platform !== 'linux')('date where there is no libfaketime', () => {
  it('shows the clock of the lab before and after a sleep', async () => {
    const { reach } = openChild(false)
    const { output } = await run('date -u +%FT%T; sleep 600; date -u +%FT%T')
    const [before, after] = output.trim().split('\n')
    expect(reach).toBe('date')
    expect(Date.parse(`${before}Z`) - START).toBeLessThan(5_000)
    expect(Date.parse(`${after}Z`) - START).toBeGreaterThanOrEqual(599_000)
    expect(Date.parse(`${after}Z`) - START).toBeLessThan(605_000)
  })

  it.each([
    ['date -u -d @0 +%F', '1970-01-01\n'],
    ['date -u --date=2001-02-03 +%F', '2001-02-03\n'],
  ])('leaves `%s` as it is', async (command, shown) => {
    openChild(false)
    expect((await run(command)).output).toBe(shown)
  })
})

describe('the files of the clock', () => {
  it('are for their owner alone', () => {
    const { binDirectory } = openChild(false)
    expect(statSync(binDirectory).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(binDirectory)) expect(statSync(join(binDirectory, name)).mode & 0o777).toBe(0o700)
    expect(statSync(join(directory, 'clock-offset')).mode & 0o777).toBe(0o600)
  })

  it.each([
    [0, '+0.000'],
    [1_500, '+1.500'],
    [-18_735_000_123, '-18735000.123'],
  ])('hold an offset of %i ms as %s', (ms, text) => {
    openChild(false).setOffset(ms)
    expect(readFileSync(join(directory, 'clock-offset'), 'utf8')).toBe(text)
  })

  it('look for programs in absolute folders of PATH only', () => {
    mkdirSync(join(directory, 'tools'))
    symlinkSync('/bin/sleep', join(directory, 'tools', 'sleep'))
    const { binDirectory } = openChild(false, ['', '.', join(directory, 'tools')])
    expect(readdirSync(binDirectory)).toEqual([])
  })
})

describe.skipIf(!findFaketime(process.platform))('the memory that children share', () => {
  const name = () => basename(directory).replace(/[^\w.-]/g, '_')
  const shared = () => readdirSync('/dev/shm').filter((file) => file.includes(name()))

  it('is one pair for all of them, of the lab alone, and gone with it', async () => {
    const { environment, close } = openChild(true)
    expect(environment.FAKETIME_SHARED).toBe(`/${name()} /${name()}`)
    expect(shared()).toHaveLength(2)
    // A subshell that ends, a program that another one becomes, and a killed one: where each process has a pair of its own, these lose it or leave it.
    const { output } = await run(
      'echo $$; printf x | cat >/dev/null; (true); sh -c "echo \\$\\$; exec true"; bash -c "echo \\$\\$; kill -9 \\$\\$"; date -u +%F; true',
    )
    const lines = output.split('\n')
    expect(lines).toContain(new Date(START).toISOString().slice(0, 10))
    const pids = lines.filter((line) => /^\d+$/.test(line))
    expect(pids).toHaveLength(3)
    expect(readdirSync('/dev/shm').filter((file) => pids.some((pid) => file.endsWith(`_${pid}`)))).toEqual([])
    expect(shared()).toHaveLength(2)
    close()
    expect(shared()).toEqual([])
  })

  it('outlives the subshells of a script, so that a program behind a wrapper script starts after them', async () => {
    openChild(true)
    const wrapper = join(directory, 'now')
    writeFileSync(wrapper, '#!/bin/bash\nexec date -u +%F\n', { mode: 0o700 })
    const { output, code } = await run('x=$(echo a); "$NOW"; exit', { env: { NOW: wrapper } })
    expect({ output, code }).toEqual({ output: `${new Date(START).toISOString().slice(0, 10)}\n`, code: 0 })
  })
})
