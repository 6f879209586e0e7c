import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import type { ProcessProbe } from './lab-clock.ts'

/** One process, as `/proc/PID/stat` tells it (Linux, proc_pid_stat(5)). */
interface Process {
  readonly pid: number
  readonly parent: number
  readonly session: number
  readonly state: string
}

/** Reads all processes that belong to the given sessions, or descend from their leaders. */
function processesOf(sessions: readonly number[]): Process[] {
  const all: Process[] = []
  for (const name of readdirSync('/proc')) {
    if (name.charCodeAt(0) < 48 || name.charCodeAt(0) > 57) continue
    const process = readStat(name)
    if (process) all.push(process)
  }
  const roots = new Set(sessions)
  const chosen = new Set<number>()
  const found = all.filter(({ pid, session }) => roots.has(session) && chosen.add(pid))
  // A child that made a session of its own is still found through its parent.
  for (let grew = true; grew; ) {
    grew = false
    for (const process of all) {
      if (chosen.has(process.pid) || !chosen.has(process.parent)) continue
      chosen.add(process.pid)
      found.push(process)
      grew = true
    }
  }
  return found
}

function readStat(pid: string): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The command's name stands in parentheses and may hold spaces and parentheses itself.
    const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { pid: Number(pid), state: rest[0] ?? '?', parent: Number(rest[1]), session: Number(rest[3]) }
  } catch {
    return undefined // It ended between the listing and the look.
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim()
  } catch {
    return ''
  }
}

/** Kernel functions in which a process waits for a child: `do_wait` (measured, Linux 5.10 to 6.18). */
const WAITS_FOR_CHILD = 'do_wait'
/** Kernel functions in which a process waits for a pipe to have data: `pipe_read`, and `anon_pipe_read` since Linux 6.13 (measured). */
const WAITS_FOR_PIPE = new Set(['pipe_read', 'anon_pipe_read', 'pipe_wait_readable'])
/** Kernel functions in which a server waits for whoever may come: epoll, poll, select, accept. */
const WAITS_FOR_SOCKET = new Set([
  'do_epoll_wait',
  'ep_poll',
  'do_sys_poll',
  'do_poll.constprop.0',
  'do_select',
  'inet_csk_accept',
  'poll_schedule_timeout.constprop.0',
])

/**
 * Looks at the processes of a job on Linux: asleep when each is a registered sleeper, waits for a child, reads a pipe of another one of them, or is a
 * server without a connection. Whatever computes, or waits for anything else, keeps the clock from leaping. A job with no sleeper is busy.
 */
export const linuxProcessProbe: ProcessProbe = (sessions, sleepers) => {
  const processes = processesOf(sessions)
  let sleeping = 0
  for (const process of processes) {
    if (sleepers.has(process.pid)) {
      sleeping += 1
      continue
    }
    if (process.state === 'T') continue
    // A dead child that its parent has not fetched yet: the parent is about to run.
    if (process.state === 'Z') return 'busy'
    if (process.state !== 'S') return 'busy'
    const wchan = read(`/proc/${process.pid}/wchan`)
    if (wchan === WAITS_FOR_CHILD) continue
    if (WAITS_FOR_PIPE.has(wchan) && readsPipeOf(process, processes)) continue
    if (WAITS_FOR_SOCKET.has(wchan) && isIdleServer(process.pid)) continue
    return 'busy'
  }
  return sleeping > 0 ? 'asleep' : 'busy'
}

/** The descriptors of a process by number, as the links of `/proc/PID/fd` name them. */
function descriptors(pid: number): Map<string, string> {
  const links = new Map<string, string>()
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      try {
        links.set(fd, readlinkSync(`/proc/${pid}/fd/${fd}`))
      } catch {} // Closed meanwhile.
    }
  } catch {} // Ended meanwhile, or not ours to look at.
  return links
}

/** Whether the pipe that this process reads (`/proc/PID/syscall`: read is 0 on x86-64, 63 on arm64) is held by another process of the job. */
function readsPipeOf(process: Process, processes: readonly Process[]): boolean {
  const [number, fd] = read(`/proc/${process.pid}/syscall`).split(' ')
  if ((number !== '0' && number !== '63') || fd === undefined) return false
  const pipe = descriptors(process.pid).get(String(Number.parseInt(fd, 16)))
  if (!pipe?.startsWith('pipe:')) return false
  return processes.some(({ pid }) => pid !== process.pid && [...descriptors(pid).values()].includes(pipe))
}

/** Whether a process listens and has no TCP connection established (`/proc/PID/net/tcp`: state 0A is LISTEN, 01 ESTABLISHED). */
function isIdleServer(pid: number): boolean {
  const inodes = new Set<string>()
  for (const link of descriptors(pid).values()) {
    const match = /^socket:\[(\d+)\]$/.exec(link)
    if (match?.[1]) inodes.add(match[1])
  }
  if (inodes.size === 0) return false
  let listens = false
  for (const table of ['tcp', 'tcp6']) {
    for (const line of read(`/proc/${pid}/net/${table}`).split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      if (!inodes.has(fields[9] ?? '')) continue
      if (fields[3] === '0A') listens = true
      else if (fields[3] === '01') return false
    }
  }
  return listens
}

/** The probe for a platform; undefined where processes cannot be looked at, so that the clock leaps only over the lab's own waits. */
export function processProbeFor(platform: NodeJS.Platform): ProcessProbe | undefined {
  return platform === 'linux' ? linuxProcessProbe : undefined
}
