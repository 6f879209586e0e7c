import {
  descriptorsOf,
  type Process,
  processesOf,
  type TcpSocket,
  type Thread,
  tcpSocketsOf,
  threadsOf,
} from '../adapters/process-table.ts'
import type { ProcessProbe, ProcessTimer } from './sleep-watch.ts'
import { epollLimitMs, waitsWithoutLimit } from './time-limit.ts'

/** Kernel functions in which a thread waits for a child: `do_wait` (measured, Linux 5.10 to 6.18). */
const WAITS_FOR_CHILD = new Set(['do_wait'])
/** Where the kernel does not name the function: `wait4` and `waitid` on x86-64 (61, 247) and arm64 (260, 95). */
const CALLS_FOR_CHILD = new Set(['61', '247', '260', '95'])
/** Kernel functions in which a thread waits for a pipe to have data: `pipe_read`, and `anon_pipe_read` since Linux 6.13 (measured). */
const WAITS_FOR_PIPE = new Set(['pipe_read', 'anon_pipe_read', 'pipe_wait_readable'])
/** `read` on x86-64 and on arm64. */
const CALLS_TO_READ = new Set(['0', '63'])
/** Kernel functions in which a thread waits for descriptors: epoll, poll, select, accept. */
const WAITS_FOR_DESCRIPTORS = new Set([
  'do_epoll_wait',
  'ep_poll',
  'do_sys_poll',
  'do_poll.constprop.0',
  'do_select',
  'inet_csk_accept',
  'poll_schedule_timeout.constprop.0',
])
/** States of TCP (include/net/tcp_states.h) in which something may come: established, connecting, closing. */
const CONNECTED = new Set(['01', '02', '03', '04', '05'])
const LISTENS = '0A'
/** Kernel functions in which a thread waits for another one of its process: `futex_do_wait` since Linux 6.14 (measured), before `futex_wait_queue`. */
const WAITS_FOR_THREAD = new Set(['futex_do_wait', 'futex_wait_queue', 'futex_wait_queue_me'])

/** A timer that is nearer than this is waited for, in milliseconds. A choice of the lab. */
const SHORTEST_TIMER_MS = 1_000

/** The ports at the clients' end of connections to the lab on which nothing is asked at present. */
export type IdlePorts = () => ReadonlySet<number>

/**
 * Looks at the processes of a job on Linux: asleep when each is a registered sleeper, waits for its children (a program such as Node perhaps until a timer of its own),
 * reads a pipe of another one of them, or is a server without a connection, with all of its threads. Whatever computes, or waits for anything else, keeps the clock
 * from leaping; a connection to the lab on which nothing is asked does not. A job with no sleeper is busy.
 */
export function linuxProcessProbe(idlePorts: IdlePorts = () => new Set()): ProcessProbe {
  return (sessions, sleepers) => {
    const processes = processesOf(sessions)
    const pids = new Set(processes.map(({ pid }) => pid))
    const timers: ProcessTimer[] = []
    const seen: string[] = []
    let sleeping = 0
    for (const program of processes) {
      seen.push(`${program.pid}`)
      if (sleepers.has(program.pid)) {
        // It may have more to do than to sleep: one that keeps tokens fresh also waits for its command.
        if (program.state !== 'T' && !threadsOf(program).every((thread) => sleeps(thread, seen))) return 'busy'
        sleeping += 1
      } else if (program.state === 'Z' && program.threads < 2) {
        // A parent that waits for it or has a handler for it is woken as it dies, and then runs; one that sleeps on does not want it. Without a parent here, the runner is about to hear of it.
        if (!pids.has(program.parent)) return 'busy'
      } else if (program.state !== 'T' && !waits(program, processes, idlePorts, timers, seen)) return 'busy'
    }
    return sleeping === 0 ? 'busy' : { timers, seen: seen.join(' ') }
  }
}

/** Whether a process waits for nothing but the others, with all its threads: some for one another, at least one for something that is known. */
function waits(
  program: Process,
  processes: readonly Process[],
  idlePorts: IdlePorts,
  timers: ProcessTimer[],
  seen: string[],
): boolean {
  let known = false
  for (const thread of threadsOf(program)) {
    if (!sleeps(thread, seen)) return false
    if (WAITS_FOR_THREAD.has(thread.waitsIn)) continue
    if (!waitsForChild(thread) && !waitsForPipe(program, thread, processes)) {
      const timer = waitsForNobody(program, thread, processes, idlePorts)
      if (timer === undefined) return false
      if (timer !== 'none') timers.push(timer)
    }
    known = true
  }
  return known
}

/** Whether a thread sleeps, whatever for; adds to `seen` how often it has gone to sleep. */
function sleeps({ state, waits }: Thread, seen: string[]): boolean {
  seen.push(`+${waits}`)
  return state === 'S'
}

function waitsForChild({ waitsIn, call }: Thread): boolean {
  return waitsIn === '' ? CALLS_FOR_CHILD.has(call[0] ?? '') : WAITS_FOR_CHILD.has(waitsIn)
}

/** Whether the pipe that this thread reads is held by another process of the job. */
function waitsForPipe({ pid }: Process, { waitsIn, call }: Thread, processes: readonly Process[]): boolean {
  const [number = '', fd = ''] = call
  if (!WAITS_FOR_PIPE.has(waitsIn) || !CALLS_TO_READ.has(number)) return false
  const pipe = descriptorsOf(pid).get(String(Number.parseInt(fd, 16)))
  if (!pipe?.startsWith('pipe:')) return false
  return processes.some((other) => other.pid !== pid && [...descriptorsOf(other.pid).values()].includes(pipe))
}

/**
 * Whether a thread waits for descriptors of which none can bring anything from outside: those of a server to which nobody is connected, or those of a
 * program, such as Node, that waits for its children. Gives the timer at which such a program stops waiting, or `none`; undefined where the wait is another.
 */
function waitsForNobody(
  { pid }: Process,
  { waitsIn, call, waits }: Thread,
  processes: readonly Process[],
  idlePorts: IdlePorts,
): ProcessTimer | 'none' | undefined {
  if (!WAITS_FOR_DESCRIPTORS.has(waitsIn)) return undefined
  const sockets = tcpSocketsOf(pid)
  const own = ownSockets(pid, sockets)
  const idle = idlePorts()
  // What was sent and not taken, at either end, is a request that has begun.
  const isIdle = ({ localPort }: TcpSocket) =>
    idle.has(localPort) &&
    !sockets.some((each) => each.queued && (each.localPort === localPort || each.remotePort === localPort))
  if (own.some((socket) => CONNECTED.has(socket.state) && !isIdle(socket))) return undefined
  if (own.some(({ state }) => state === LISTENS)) return 'none'
  if (!processes.some(({ parent }) => parent === pid)) return undefined
  if (waitsWithoutLimit(call)) return 'none'
  const limitMs = epollLimitMs(call)
  if (limitMs === undefined || limitMs < SHORTEST_TIMER_MS || waits === '') return undefined
  return { pid, wait: `${pid} ${waits}`, limitMs }
}

function ownSockets(pid: number, sockets: readonly TcpSocket[]): readonly TcpSocket[] {
  const inodes = new Set<string>()
  for (const link of descriptorsOf(pid).values()) {
    const match = /^socket:\[(\d+)\]$/.exec(link)
    if (match?.[1]) inodes.add(match[1])
  }
  return sockets.filter(({ inode }) => inodes.has(inode))
}

/** The probe for a platform; undefined where processes cannot be looked at, so that the clock can only guess from who goes to sleep. */
export function processProbeFor(platform: NodeJS.Platform, idlePorts?: IdlePorts): ProcessProbe | undefined {
  return platform === 'linux' ? linuxProcessProbe(idlePorts) : undefined
}
