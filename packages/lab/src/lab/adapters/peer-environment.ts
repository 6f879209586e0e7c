import { readdirSync, readFileSync } from 'node:fs'
import { descriptorsOf, tcpSocketsOf } from './process-table.ts'

/**
 * The environment that the process at the other end of a loopback connection was started with; undefined where it cannot be looked at: on other systems than Linux, and
 * where the process is another user's (proc_pid_environ(5)).
 */
export function peerEnvironment(peerPort: number, ownPort: number): ReadonlyMap<string, string> | undefined {
  const socket = tcpSocketsOf(process.pid).find(
    ({ localPort, remotePort }) => localPort === peerPort && remotePort === ownPort,
  )
  if (!socket || socket.inode === '0') return undefined
  const link = `socket:[${socket.inode}]`
  const pid = processIds().find((each) => [...descriptorsOf(each).values()].includes(link))
  return pid === undefined ? undefined : environmentOf(pid)
}

/** The newest first: who connects has mostly been started just now. */
function processIds(): readonly number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0)
      .sort((a, b) => b - a)
  } catch {
    return []
  }
}

function environmentOf(pid: number): ReadonlyMap<string, string> | undefined {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return new Map(
      entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const),
    )
  } catch {
    return undefined
  }
}
