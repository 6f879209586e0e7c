import { readFileSync } from 'node:fs'

/** No tree of processes of an agent is deeper. */
const DEEPEST = 64

/** The command lines of this process's ancestors, the nearest first; empty where the system has no /proc (only Linux has). */
export function readAncestors(pid: number): readonly string[] {
  const lines: string[] = []
  let current: number | undefined = pid
  while (current !== undefined && current > 0 && lines.length < DEEPEST) {
    try {
      lines.push(readFileSync(`/proc/${current}/cmdline`, 'utf8').replaceAll('\0', ' '))
      current = parentOf(readFileSync(`/proc/${current}/stat`, 'utf8'))
    } catch {
      return lines
    }
  }
  return lines
}

/** The fourth field; the second is a name in brackets that may hold anything (proc(5)). */
function parentOf(stat: string): number | undefined {
  const [, parent] = /^\S+ (\d+)/.exec(stat.slice(stat.lastIndexOf(')') + 2)) ?? []
  return parent === undefined ? undefined : Number(parent)
}
