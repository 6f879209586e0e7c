import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** One process, as `/proc/PID/stat` tells it (Linux, proc_pid_stat(5)). */
export interface Process {
  readonly pid: number
  readonly parent: number
  readonly session: number
  /** Of its first thread: `S` sleeps, `R` runs, `Z` is dead and not yet fetched … */
  readonly state: string
  readonly threads: number
}

/** A thread, by what the kernel says of it. */
export interface Thread {
  readonly state: string
  /** The kernel function that it waits in; empty where it does not wait or the kernel does not tell. */
  readonly waitsIn: string
  /** The number of the system call and its arguments, in hexadecimal; empty where it is in none or the kernel does not tell. */
  readonly call: readonly string[]
  /** How often it has gone to wait so far: another number, another wait. */
  readonly waits: string
}

/** A TCP connection or listener of the network that a process sees (`/proc/PID/net/tcp`). Ports are numbers, 0 for none. */
export interface TcpSocket {
  readonly state: string
  readonly inode: string
  readonly localPort: number
  readonly remotePort: number
  /** Whether something was sent that the other end has not taken, or has come that was not read. */
  readonly queued: boolean
}

/** Reads all processes that belong to the given sessions, are named there themselves (a command that shares its caller's session), or descend from those. */
export function processesOf(sessions: readonly number[]): Process[] {
  const all = allProcesses()
  const roots = new Set(sessions)
  const chosen = new Set<number>()
  const found = all.filter(({ pid, session }) => (roots.has(session) || roots.has(pid)) && chosen.add(pid))
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

function allProcesses(): Process[] {
  return list('/proc').flatMap((name) => {
    const code = name.charCodeAt(0)
    const process = code >= 48 && code <= 57 ? readStat(name) : undefined
    return process ? [process] : []
  })
}

function readStat(pid: string): Process | undefined {
  const fields = statFields(`/proc/${pid}/stat`)
  const [state, parent, , session] = fields
  if (state === undefined) return undefined
  return { pid: Number(pid), state, parent: Number(parent), session: Number(session), threads: Number(fields[17]) }
}

/** The fields of a stat file after the command's name, which is in parentheses and may hold spaces and parentheses itself. */
function statFields(path: string): readonly string[] {
  const stat = read(path)
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

/** The threads of a process; none when it has ended meanwhile. */
export function threadsOf({ pid, threads }: Process): readonly Thread[] {
  const tasks = threads === 1 ? [String(pid)] : list(`/proc/${pid}/task`)
  return tasks.map((task) => {
    const path = `/proc/${pid}/task/${task}`
    const waitsIn = read(`${path}/wchan`)
    return {
      state: statFields(`${path}/stat`)[0] ?? 'X',
      waitsIn: waitsIn === '0' ? '' : waitsIn,
      call: read(`${path}/syscall`).split(' '),
      waits: /^voluntary_ctxt_switches:\s*(\d+)/m.exec(read(`${path}/status`))?.[1] ?? '',
    }
  })
}

/** The descriptors of a process by number, as the links of `/proc/PID/fd` name them. */
export function descriptorsOf(pid: number): ReadonlyMap<string, string> {
  const links = new Map<string, string>()
  for (const fd of list(`/proc/${pid}/fd`)) {
    try {
      links.set(fd, readlinkSync(`/proc/${pid}/fd/${fd}`))
    } catch {} // Closed meanwhile.
  }
  return links
}

/** All TCP sockets of the network that a process sees, those of others too. */
export function tcpSocketsOf(pid: number): readonly TcpSocket[] {
  return ['tcp', 'tcp6'].flatMap((table) =>
    read(`/proc/${pid}/net/${table}`)
      .split('\n')
      .slice(1)
      .map((line) => {
        const [, local = '', remote = '', state = '', queues = '', , , , , inode = ''] = line.trim().split(/\s+/)
        return {
          state,
          inode,
          localPort: portOf(local),
          remotePort: portOf(remote),
          queued: queues !== '00000000:00000000',
        }
      }),
  )
}

function portOf(address: string): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16) || 0
}

/** What cannot be read is empty: the process has ended meanwhile, or is not ours to look at. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1').trim()
  } catch {
    return ''
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
