import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { wakeProcess } from '../adapters/wake-process.ts'
import { linuxProcessProbe, processProbeFor } from './process-probe.ts'

const probe = linuxProcessProbe()

const started: ChildProcess[] = []
const servers: Server[] = []

afterEach(() => {
  for (const { pid } of started.splice(0)) if (pid !== undefined) endSession(pid)
  for (const server of servers.splice(0)) server.close()
})

/** Starts bash with a script as the leader of a session, as the runner starts a step. */
function start(
  script: string,
  file = 'bash',
  args = ['-c', script],
): { readonly session: number; line(): Promise<string> } {
  const child = spawn(file, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  const lines = createInterface({ input: child.stdout })
  return { session: child.pid as number, line: async () => String((await once(lines, 'line'))[0]) }
}

interface Seen {
  readonly pid: number
  readonly name: string
  readonly state: string
  readonly session: number
}

function everyProcess(): Seen[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        const [state = '', , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
        return [{ pid: Number(pid), name, state, session: Number(session) }]
      } catch {
        return []
      }
    })
}

function endSession(session: number): void {
  for (const { pid } of everyProcess().filter((each) => each.session === session)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {}
  }
}

/** The real `sleep` processes of a session, which stand for registered sleepers here. */
function sleepersIn(session: number): ReadonlySet<number> {
  return new Set(
    everyProcess()
      .filter((each) => each.session === session && each.name === 'sleep')
      .map(({ pid }) => pid),
  )
}

const answerOf = (session: number) => probe([session], sleepersIn(session))

/** The answer in a word, where the processes have no timers. */
const look = (session: number) => inWords(answerOf(session))
const inWords = (answer: ReturnType<typeof probe>) =>
  answer === 'busy' ? 'busy' : answer.timers.length > 0 ? answer.timers : 'asleep'

/** Waits until so many processes sleep, and the probe says what is expected: starting takes its time. */
function settles(session: number, sleepers: number, answer: 'asleep' | 'busy'): Promise<unknown> {
  return vi.waitFor(() => expect([sleepersIn(session).size, look(session)]).toEqual([sleepers, answer]), {
    timeout: 5_000,
    interval: 10,
  })
}

/** The probe says `busy`, and says it each time that it looks. */
async function staysBusy(session: number, sleepers: number): Promise<void> {
  await vi.waitFor(() => expect(sleepersIn(session).size).toBe(sleepers), { timeout: 5_000, interval: 10 })
  const answers = new Set<unknown>()
  for (let looks = 0; looks < 20; looks += 1) {
    answers.add(look(session))
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect([...answers]).toEqual(['busy'])
}

describe.skipIf(process.platform !== 'linux')('what sleeps', () => {
  it('is a script whose foreground waits for a sleeper', () => settles(start('sleep 600; true').session, 1, 'asleep'))

  it('is a script with a loop in the background that sleeps too', () =>
    settles(start('while sleep 60; do echo tick; done & sleep 600; true').session, 2, 'asleep'))

  it('is a command substitution around a sleeper, whose reader waits for the pipe', () =>
    settles(start('x=$(sleep 600; echo done); echo $x').session, 1, 'asleep'))

  it('is a pipeline of which the first sleeps and the others read', () =>
    settles(start('sleep 600 | cat | sort').session, 1, 'asleep'))

  it('is a script that waits for its background jobs', () =>
    settles(start('sleep 600 & sleep 700 & wait').session, 2, 'asleep'))

  it('is a sleeper in a session of its own, found through its parent', async () => {
    const { session, line } = start('setsid sleep 600 & echo $!; wait')
    const sleeper = Number(await line())
    await vi.waitFor(() => expect(inWords(probe([session], new Set([sleeper])))).toBe('asleep'))
    endSession(sleeper)
  })

  it('is a sleeper beside a process that was stopped', async () => {
    const { session, line } = start('while :; do :; done & echo $!; sleep 600')
    process.kill(Number(await line()), 'SIGSTOP')
    await settles(session, 1, 'asleep')
  })

  it('is a sleeper that does not fetch its dead child', async () => {
    const { session } = start('timeout 0.3 tail -f /dev/null & exec sleep 600')
    await vi.waitFor(() => {
      const states = everyProcess().filter((each) => each.session === session)
      expect(states.map(({ state }) => state).sort()).toEqual(['S', 'Z'])
    })
  })

  it('looks the same at each look while nobody works, and another way when one has worked or another one is there', async () => {
    const { session } = start('trap : USR1; sleep 600 & while :; do wait; done')
    await settles(session, 1, 'asleep')
    const seen = () => {
      const answer = answerOf(session)
      return answer === 'busy' ? answer : answer.seen
    }
    const before = seen()
    expect(seen()).toBe(before)
    process.kill(session, 'SIGUSR1')
    await vi.waitFor(() => expect(['busy', before]).not.toContain(seen()))
  })

  it('is a server in the background to which nobody is connected, until somebody is', async () => {
    const server = `require('node:net').createServer(() => {}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
    const { session, line } = start(`"${process.execPath}" -e "${server}" & sleep 600`)
    const port = Number(await line())
    await settles(session, 1, 'asleep')
    const socket = (await import('node:net')).connect(port, '127.0.0.1')
    await once(socket, 'connect')
    await staysBusy(session, 1)
    socket.destroy()
  })

  it('is a program that waits for its child without a time limit, as npm does', async () => {
    const program = `require('node:child_process').spawn('sleep', ['600'], { stdio: 'pipe' })`
    await settles(start(`"${process.execPath}" -e "${program}"; true`).session, 1, 'asleep')
  })

  it.skipIf(!hasPython())('is a server in Python that polls', async () => {
    const { session, line } = start('python3 -u -m http.server 0 --bind 127.0.0.1 2>/dev/null & sleep 600')
    await line()
    await settles(session, 1, 'asleep')
  })
})

describe.skipIf(process.platform !== 'linux')('what is busy', () => {
  it('is a script that computes beside a sleeper', () => staysBusy(start('sleep 600 & while :; do :; done').session, 1))

  it('is a script that waits for data from a socket', async () => {
    const accepted: Socket[] = []
    const server = createServer((socket) => accepted.push(socket)).listen(0, '127.0.0.1')
    servers.push(server)
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    const { session } = start(`exec 3<>/dev/tcp/127.0.0.1/${port}; sleep 600 & read line <&3`)
    await vi.waitFor(() => expect(accepted).toHaveLength(1))
    await staysBusy(session, 1)
    for (const socket of accepted) socket.destroy()
  })

  it('is a sleep that nobody registered: it wakes by itself', async () => {
    const { session } = start('sleep 600; true')
    await settles(session, 1, 'asleep')
    expect(probe([session], new Set())).toBe('busy')
    expect(probe([session], new Set([process.pid]))).toBe('busy')
  })

  it('is a sleeper that also works: one that waits on the clock and for its command', async () => {
    const { session, line } = start('', process.execPath, ['-e', "console.log('ready'); for (;;);"])
    await line()
    expect(probe([session], new Set([session]))).toBe('busy')
  })

  it('is a script that reads with a time limit', () =>
    staysBusy(start('sleep 600 & read -t 60 line < <(sleep 600)').session, 2))

  it('is a program that waits for its child, and less than a second for a timer of its own', async () => {
    const program = `require('node:child_process').spawn('sleep', ['600']); setInterval(() => {}, 500)`
    await staysBusy(start(`"${process.execPath}" -e "${program}"; true`).session, 1)
  })

  it('is a process that holds no sleeper at all', async () => {
    const { session, line } = start('echo ready; wait; read line < <(read)')
    await line()
    expect(look(session)).toBe('busy')
  })

  it('is a job whose processes have all ended', async () => {
    const child = spawn('true', { detached: true })
    await once(child, 'exit')
    expect(probe([child.pid as number], new Set())).toBe('busy')
  })

  it('is a dead process whose parent is outside of the job and about to hear of it', async () => {
    const { session, line } = start('setsid /bin/sleep 0.3 & echo $!; exec sleep 600')
    const dead = Number(await line())
    await vi.waitFor(() => expect(everyProcess().find(({ pid }) => pid === dead)?.state).toBe('Z'), {
      timeout: 10_000,
    })
    expect(probe([dead], sleepersIn(session))).toBe('busy')
  })

  it('is a server without connections, one thread of which computes', async () => {
    const script = `
      const { Worker } = require('node:worker_threads')
      new Worker('for (;;) {}', { eval: true }).once('online', () =>
        require('node:net').createServer().listen(0, '127.0.0.1', () => console.log('ready')))`
    const { session, line } = start(
      `"${process.execPath}" -e "$SERVER" & sleep 600`.replace('$SERVER', script.replaceAll('"', '\\"')),
    )
    await line()
    await staysBusy(session, 1)
  })
})

describe('a job that sleeps until a timer of its own', () => {
  const timersOf = async (session: number) => {
    const answer = await vi.waitFor(() => {
      const seen = answerOf(session)
      if (seen === 'busy' || seen.timers.length === 0) throw new Error('it has no timer')
      return seen
    }, 5_000)
    return answer.timers
  }

  it('is a program that waits for its child, and for the timer', async () => {
    const program = `require('node:child_process').spawn('sleep', ['600']); setTimeout(() => {}, 60_000)`
    const { session } = start(`"${process.execPath}" -e "${program}"; true`)
    const [timer, ...others] = await timersOf(session)
    expect(others).toEqual([])
    expect(timer?.limitMs).toBeGreaterThan(50_000)
    expect(timer?.limitMs).toBeLessThanOrEqual(60_000)
    expect(await timersOf(session)).toEqual([timer])
  })

  it('is woken without an end of its wait, and waits for what is left in another one', async () => {
    const program = `require('node:child_process').spawn('sleep', ['600']); setTimeout(() => {}, 60_000)`
    const { session } = start(`"${process.execPath}" -e "${program}"; true`)
    const [before] = await timersOf(session)
    wakeProcess(before?.pid as number)
    await vi.waitFor(async () => {
      const [after] = await timersOf(session)
      expect([after?.pid, after?.wait === before?.wait]).toEqual([before?.pid, false])
      expect(after?.limitMs).toBeLessThan(before?.limitMs as number)
    }, 5_000)
  })

  it('may hold connections on which nothing is asked, to ports that the lab knows, once all that was sent has been read', async () => {
    const ports = new Set<number>()
    const sockets: Socket[] = []
    const server = createServer({ pauseOnConnect: true }, (socket) => sockets.push(socket))
    servers.push(server)
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const { port } = server.address() as { readonly port: number }
    const program = `
      require('node:child_process').spawn('sleep', ['600'])
      const socket = require('node:net').connect(${port}, '127.0.0.1', () => socket.write('hello', () => console.log(socket.localPort)))
      setTimeout(() => {}, 60_000)`
    const { session, line } = start('', process.execPath, ['-e', program])
    const client = Number(await line())
    const lookWith = linuxProcessProbe(() => ports)
    const answer = () => lookWith([session], sleepersIn(session))
    await staysBusy(session, 1)
    ports.add(client)
    for (let time = 0; time < 20; time += 1) expect(answer()).toBe('busy')
    for (const socket of sockets) socket.resume()
    await vi.waitFor(() => expect(answer()).toHaveProperty('timers'), 5_000)
    ports.clear()
    expect(answer()).toBe('busy')
    for (const socket of sockets) socket.destroy()
  })
})

describe('the probe for a platform', () => {
  it('is there for Linux alone', () => {
    expect(processProbeFor('linux')).toBeTypeOf('function')
    expect(processProbeFor('darwin')).toBeUndefined()
    expect(processProbeFor('win32')).toBeUndefined()
  })
})

function hasPython(): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => {
    try {
      return readdirSync(folder).includes('python3')
    } catch {
      return false
    }
  })
}
