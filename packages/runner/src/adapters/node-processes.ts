import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Processes, ProcessRequest, RunningProcess } from '../ports/ports.ts'
import { leftOver } from './left-over.ts'
import { LineReader } from './line-reader.ts'

/**
 * How long output is still read when a process has ended but something that it started holds its output open, in milliseconds: so long after the last output, and at most the
 * longest. The task library waits ten seconds for this; a background loop in a step is common in what the lab practises, so the lab does not.
 */
const DRAIN_MS = 50
const DRAIN_LONGEST_MS = 1_000

/** How long left processes have to end by themselves after SIGTERM, and then to be gone after SIGKILL, in milliseconds of real time. */
const END_GRACE_MS = 500
const LOOK_MS = 5

type Outcome = { readonly code: number | null; readonly signal: NodeJS.Signals | null }

/** Child processes by `node:child_process`, each the leader of a session of its own, so that all that it starts can be found and ended. */
export function nodeProcesses(platform: NodeJS.Platform): Processes {
  /** Those whose output is still open, by session. */
  const open = new Map<number, ChildProcess>()
  return {
    platform,
    architecture: process.arch,
    pause,
    spawn: (request) => start(request, platform, open),
    endAll: async (sessions, marker) => {
      await endAll(sessions, marker, platform)
      // Whatever got away from its session must not keep the lab waiting for output.
      const deaf = sessions.flatMap((session) => open.get(session) ?? [])
      if (deaf.length === 0) return
      await Promise.race([Promise.all(deaf.map((child) => once(child, 'close'))), pause(DRAIN_MS)])
      for (const child of deaf) for (const stream of [child.stdout, child.stderr]) stream?.destroy()
    },
  }
}

function start(request: ProcessRequest, platform: NodeJS.Platform, open: Map<number, ChildProcess>): RunningProcess {
  let child: ChildProcess
  try {
    child = spawn(request.file, [...request.args], {
      cwd: request.cwd,
      env: request.env,
      stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: platform !== 'win32',
      windowsHide: true,
    })
  } catch (error) {
    // Node throws for some failures (E2BIG: too many arguments) and tells others by an event.
    return { session: -1, ended: Promise.reject(error), hasExited: () => true, signal: () => {} }
  }
  if (request.input !== undefined) {
    child.stdin?.on('error', () => {}) // It may end without reading.
    child.stdin?.end(request.input)
  }
  const session = child.pid ?? -1
  if (session > 0) open.set(session, child)
  child.once('close', () => {
    if (open.get(session) === child) open.delete(session)
  })
  return {
    session,
    ended: endOf(child, request),
    hasExited: () => child.exitCode !== null || child.signalCode !== null,
    signal: (name) => {
      if (session > 0) signalGroup(session, name, platform)
    },
  }
}

/** Waits for the end of a process and of its output. Rejects when it could not be started. */
function endOf(child: ChildProcess, request: ProcessRequest): Promise<Outcome> {
  let heard = false
  const readers = (['stdout', 'stderr'] as const).map((stream) => {
    const reader = new LineReader((line) => request.onLine(stream, line))
    child[stream]?.on('data', (chunk: Buffer) => {
      heard = true
      reader.push(chunk)
    })
    return reader
  })
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined
    let outcome: Outcome = { code: null, signal: null }
    const finish = () => {
      clearTimeout(timer)
      for (const reader of readers) reader.end()
      resolve(outcome)
    }
    const drain = (until: number) => {
      heard = false
      timer = setTimeout(() => {
        // What has come while this process was busy elsewhere is read between a timer and this.
        setImmediate(() => (heard && performance.now() < until ? drain(until) : finish()))
      }, DRAIN_MS)
    }
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      outcome = { code, signal }
      drain(performance.now() + DRAIN_LONGEST_MS)
    })
    child.once('close', finish)
  })
}

/** Signals a process group, or on Windows the process alone; one that is gone is no error. */
function signalGroup(pid: number, name: NodeJS.Signals, platform: NodeJS.Platform): void {
  signal(platform === 'win32' ? pid : -pid, name)
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {}
}

/** Ends what is left of the sessions: asked first, killed after a grace. */
async function endAll(
  sessions: readonly number[],
  marker: string | undefined,
  platform: NodeJS.Platform,
): Promise<void> {
  if (platform !== 'linux') {
    for (const session of sessions) signalGroup(session, 'SIGKILL', platform)
    return
  }
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    const asked = new Set<number>()
    const deadline = performance.now() + END_GRACE_MS
    for (;;) {
      const left = leftOver(sessions, marker)
      if (left.length === 0) return
      // One that was started meanwhile is asked too.
      for (const pid of left) if (!asked.has(pid)) signal(pid, name)
      for (const pid of left) asked.add(pid)
      if (performance.now() >= deadline) break
      await pause(LOOK_MS)
    }
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    const end = () => {
      clearTimeout(timer)
      resolve()
    }
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end, { once: true })
  })
}
