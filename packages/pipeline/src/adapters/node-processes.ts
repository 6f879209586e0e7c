import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { LineReader } from '../run/line-reader.ts'
import type { Processes, ProcessRequest, RunningProcess } from '../run/ports.ts'

/**
 * How long output is still read when a process has ended but something that it started holds its output open, in milliseconds. The task library waits ten seconds for this; a
 * background loop in a step is common in what the lab practises, so the lab does not.
 */
const DRAIN_MS = 50

/** How long left processes have to end by themselves after SIGTERM, in milliseconds of real time. */
const END_GRACE_MS = 500

/** Child processes by `node:child_process`, each the leader of a session of its own, so that all that it starts can be found and ended. */
export function nodeProcesses(platform: NodeJS.Platform): Processes {
  return {
    platform,
    spawn: (request) => start(request, platform),
    endAll: (sessions, marker) => endAll(sessions, marker, platform),
  }
}

function start(request: ProcessRequest, platform: NodeJS.Platform): RunningProcess {
  const child = spawn(request.file, [...request.args], {
    cwd: request.cwd,
    env: { ...request.env },
    stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: platform !== 'win32',
    windowsHide: true,
  })
  if (request.input !== undefined) {
    child.stdin?.on('error', () => {}) // It may end without reading.
    child.stdin?.end(request.input)
  }
  const readers = (['stdout', 'stderr'] as const).map((stream) => {
    const reader = new LineReader((line) => request.onLine(stream, line))
    child[stream]?.on('data', (chunk: Buffer) => reader.push(chunk))
    return reader
  })
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    let outcome: { code: number | null; signal: NodeJS.Signals | null } = { code: null, signal: null }
    const finish = () => {
      clearTimeout(timer)
      for (const reader of readers) reader.end()
      resolve(outcome)
    }
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      outcome = { code, signal }
      timer = setTimeout(finish, DRAIN_MS)
    })
    child.once('close', finish)
  })
  const session = child.pid ?? -1
  return {
    session,
    ended,
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => {
      if (session > 0) signalGroup(session, name, platform)
    },
  }
}

/** Signals a process group, or on Windows the process alone; one that is gone is no error. */
function signalGroup(pid: number, name: NodeJS.Signals, platform: NodeJS.Platform): void {
  try {
    process.kill(platform === 'win32' ? pid : -pid, name)
  } catch {}
}

/** Ends what is left of the sessions: asked first, killed after a grace. A session whose processes are gone is not signalled, because its number may be another's by now. */
async function endAll(
  sessions: readonly number[],
  marker: string | undefined,
  platform: NodeJS.Platform,
): Promise<void> {
  if (platform !== 'linux') {
    for (const session of sessions) signalGroup(session, 'SIGKILL', platform)
    return
  }
  let alive = leftOver(sessions, marker)
  for (const pid of alive) kill(pid, 'SIGTERM')
  const deadline = Date.now() + END_GRACE_MS
  while (alive.length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    alive = leftOver(sessions, marker)
  }
  for (const pid of alive) kill(pid, 'SIGKILL')
}

function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {}
}

/** Processes of these sessions, and those that carry the marker in their environment (as the agent finds them, by `VSTS_PROCESS_LOOKUP_ID`). */
function leftOver(sessions: readonly number[], marker: string | undefined): number[] {
  const wanted = new Set(sessions)
  const found: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (state === 'Z') continue
      const marked = marker !== undefined && readFileSync(`/proc/${name}/environ`, 'latin1').includes(marker)
      if (wanted.has(Number(session)) || marked) found.push(Number(name))
    } catch {} // Ended meanwhile, or another user's.
  }
  return found
}
