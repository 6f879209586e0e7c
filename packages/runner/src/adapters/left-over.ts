import { readdirSync } from 'node:fs'
import { readKernelFile } from './read-kernel-file.ts'

/**
 * Finds what is left of these sessions, and what carries the marker in its environment, as the agent finds it by `VSTS_PROCESS_LOOKUP_ID` (Linux).
 *
 * @param sessions process ids of children of this process that led a session each
 * @param marker `NAME=value`
 */
export function leftOver(sessions: readonly number[], marker: string | undefined): number[] {
  const all = readdirSync('/proc').flatMap(readStat)
  // The number of a session whose processes are all gone may be another's by now: of one that this process did not start.
  const others = new Set(all.filter(({ parent }) => parent !== process.pid).map(({ pid }) => pid))
  const wanted = new Set(sessions.filter((session) => session > 0 && !others.has(session)))
  return all
    .filter(({ pid, session, state }) => {
      if (pid === process.pid || state === 'Z') return false
      return wanted.has(session) || (marker !== undefined && environmentOf(pid).includes(marker))
    })
    .map(({ pid }) => pid)
}

interface Stat {
  readonly pid: number
  readonly state: string
  readonly parent: number
  readonly session: number
}

/** The fields of `/proc/PID/stat` behind the command's name, which may hold spaces and parentheses itself (proc_pid_stat(5)). */
function readStat(name: string): readonly Stat[] {
  if (!/^\d+$/.test(name)) return []
  const stat = readKernelFile(`/proc/${name}/stat`)
  if (stat === '') return []
  const [state = '', parent, , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return [{ pid: Number(name), state, parent: Number(parent), session: Number(session) }]
}

function environmentOf(pid: number): readonly string[] {
  return readKernelFile(`/proc/${pid}/environ`).split('\0')
}
