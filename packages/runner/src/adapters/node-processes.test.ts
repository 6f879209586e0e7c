import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stopProcess } from '../job/stop-process.ts'
import type { ProcessRequest } from '../ports/ports.ts'
import { leftOver } from './left-over.ts'
import { nodeProcesses } from './node-processes.ts'

const PATH = process.env.PATH ?? ''
const processes = nodeProcesses(process.platform)

let directory: string
let sessions: number[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-processes-'))
  sessions = []
})
afterEach(async () => {
  await processes.endAll(sessions)
  rmSync(directory, { recursive: true, force: true })
})

function start(script: string, options: Partial<ProcessRequest> = {}) {
  const lines: string[] = []
  const running = processes.spawn({
    file: '/bin/bash',
    args: ['--norc', '-c', script],
    cwd: directory,
    env: { PATH },
    onLine: (stream, line) => lines.push(stream === 'stdout' ? line : `${stream}: ${line}`),
    ...options,
  })
  sessions.push(running.session)
  return { running, lines }
}

const isGone = (pid: number) => !existsSync(`/proc/${pid}`) || /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))

describe('a process', () => {
  it('gives its lines as they come, of both streams, and its exit code', async () => {
    const { running, lines } = start('echo a; echo b >&2; printf "no end"; exit 3')
    expect(await running.ended).toEqual({ code: 3, signal: null })
    expect(lines.sort()).toEqual(['a', 'no end', 'stderr: b'])
    expect(running.hasExited()).toBe(true)
  })

  it('gives all of a long output before it counts as ended', async () => {
    const { running, lines } = start('seq 1 200000')
    await running.ended
    expect([lines.length, lines.at(-1)]).toEqual([200_000, '200000'])
  })

  it('gives output that is no text without harm', async () => {
    const { running, lines } = start('head -c 300000 /dev/urandom; printf "\\nlast\\n"')
    await running.ended
    expect(lines.at(-1)).toBe('last')
  })

  it('gets its input, and an end of it', async () => {
    const { running, lines } = start('cat; echo end', { input: 'secret\n' })
    await running.ended
    expect(lines).toEqual(['secret', 'end'])
  })

  it('may end without reading its input', async () => {
    const { running } = start('exit 0', { input: 'x'.repeat(1_000_000) })
    expect(await running.ended).toEqual({ code: 0, signal: null })
  })

  it('has no input when none is given: reading ends at once', async () => {
    const { running, lines } = start('cat; echo end')
    await running.ended
    expect(lines).toEqual(['end'])
  })

  it('has the environment that it is given and no other', async () => {
    const { running, lines } = start('env | cut -d= -f1 | sort', { env: { PATH, ONLY: '1' } })
    await running.ended
    expect(lines.filter((name) => !['_', 'PWD', 'SHLVL', 'OLDPWD'].includes(name))).toEqual(['ONLY', 'PATH'])
  })

  it('tells the signal that ended it', async () => {
    const { running } = start('kill -TERM $$')
    expect(await running.ended).toEqual({ code: null, signal: 'SIGTERM' })
  })

  it.each([
    ['a program that is not there', { file: '/no/such/program' }, 'ENOENT'],
    ['a directory that is not there', { cwd: '/no/such/directory' }, 'ENOENT'],
    ['a folder', { file: '/' }, 'EACCES'],
    ['arguments that are too long', { args: ['x'.repeat(1_000_000)] }, 'E2BIG'],
  ])('rejects for %s', async (_, options, code) => {
    const { running } = start('true', options)
    await expect(running.ended).rejects.toMatchObject({ code })
    expect(() => running.signal('SIGTERM')).not.toThrow()
  })
})

describe.skipIf(process.platform !== 'linux')('what a process leaves behind', () => {
  it('does not keep it from ending, and is still read', async () => {
    const { running, lines } = start('(read -t 0.4 < <(sleep 9); echo late) & echo early')
    await running.ended
    expect(lines).toEqual(['early'])
    await vi.waitFor(() => expect(lines).toEqual(['early', 'late']))
  })

  it('does not keep it from ending when it never stops talking', async () => {
    const { running, lines } = start('while :; do echo x; read -t 0.005 < <(sleep 9); done & echo early')
    await running.ended
    expect(lines[0]).toMatch(/early|x/)
  })

  it('is asked to end, and is gone when endAll is', async () => {
    const { running, lines } = start('trap "echo asked; exit" TERM; sleep 600 & echo $!; wait')
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    await processes.endAll([running.session])
    await running.ended
    expect(lines[1]).toBe('asked')
    expect(isGone(Number(lines[0]))).toBe(true)
  })

  it('is killed when it does not listen', async () => {
    const { running, lines } = start('trap "" TERM INT HUP; echo $$; while :; do sleep 1; done')
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    await processes.endAll([running.session])
    expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' })
    expect(leftOver([running.session], undefined)).toEqual([])
  })

  it('is found in a session of its own by the marker in its environment', async () => {
    const marker = `MARK=of-this-test-${process.pid}`
    const { running, lines } = start('setsid sleep 600 & echo $!', { env: { PATH, MARK: marker.slice(5) } })
    await running.ended
    const [escaped] = lines.map(Number)
    await vi.waitFor(() => expect(leftOver([], marker)).toEqual([escaped]))
    await processes.endAll([running.session], marker)
    expect(isGone(escaped as number)).toBe(true)
  })

  it('does not keep the lab waiting for output when it got away for good', async () => {
    const pipes = () => process.getActiveResourcesInfo().filter((name) => name === 'PipeWrap').length
    const { running, lines } = start('env -i setsid sleep 600 & echo $!')
    await running.ended
    try {
      const before = pipes()
      await processes.endAll([running.session], 'MARK=none')
      await vi.waitFor(() => expect(pipes()).toBeLessThan(before))
    } finally {
      process.kill(Number(lines[0]), 'SIGKILL')
    }
  })

  it('is not sought in a session whose number belongs to a process of someone else', async () => {
    const { running, lines } = start('setsid sleep 600 & echo $!; wait')
    await vi.waitFor(() => expect(lines).toHaveLength(1))
    const [other] = lines.map(Number)
    await vi.waitFor(() => expect(leftOver([running.session], undefined)).toEqual([running.session]))
    // It leads a session, but this process is not its parent: it cannot be what was started here.
    expect(leftOver([other as number], undefined)).toEqual([])
    process.kill(other as number, 'SIGKILL')
  })
})

describe.skipIf(process.platform !== 'linux')('stopping a process', () => {
  it('interrupts it first, with all that it waits for', async () => {
    const { running, lines } = start('trap "echo interrupted; exit 7" INT; echo ready; sleep 600')
    await vi.waitFor(() => expect(lines).toEqual(['ready']))
    await stopProcess(running, processes)
    expect(await running.ended).toEqual({ code: 7, signal: null })
    expect(lines[1]).toBe('interrupted')
  })

  it('terminates it when the interrupt does not help', async () => {
    const { running, lines } = start('trap "" INT; trap "exit 8" TERM; echo ready; while :; do sleep 0.01; done')
    await vi.waitFor(() => expect(lines).toEqual(['ready']))
    await stopProcess(running, processes, { interruptMs: 50, terminateMs: 5_000 })
    expect((await running.ended).code).toBe(8)
  })

  it('kills it when nothing helps', async () => {
    const { running, lines } = start('trap "" INT TERM; echo ready; while :; do sleep 0.01; done')
    await vi.waitFor(() => expect(lines).toEqual(['ready']))
    await stopProcess(running, processes, { interruptMs: 50, terminateMs: 50 })
    expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' })
  })
})
