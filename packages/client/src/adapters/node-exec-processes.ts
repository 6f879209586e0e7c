import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, statSync } from 'node:fs'
import type { ExecProcesses, ProcessEnd } from '../process/processes.ts'

/** How long output is still read when the command has ended but something that it started holds its output open, in milliseconds. */
const DRAIN_MS = 200

/**
 * Real processes, for `exec`.
 *
 * @param onSignals how this process's own signals are received: the command's main program decides
 */
export function nodeExecProcesses(
  platform: NodeJS.Platform,
  onTerminal: boolean,
  onSignals: ExecProcesses['onSignals'],
): ExecProcesses {
  return {
    onTerminal,
    onSignals,
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
    isProgram(path) {
      try {
        accessSync(path, constants.X_OK)
        return statSync(path).isFile()
      } catch {
        return false
      }
    },
    start(launch, { env, cwd, ownGroup, onOutput = {} }) {
      let child: ChildProcess
      try {
        child = spawn(launch.file, [...launch.args], {
          cwd,
          env: { ...env },
          stdio: ['inherit', onOutput.stdout ? 'pipe' : 'inherit', onOutput.stderr ? 'pipe' : 'inherit'],
          detached: ownGroup && platform !== 'win32',
          windowsVerbatimArguments: launch.verbatim ?? false,
        })
      } catch (error) {
        // Node throws for some failures (E2BIG) and tells others by an event.
        return { pid: undefined, ended: Promise.resolve(notStarted(error)) }
      }
      for (const stream of ['stdout', 'stderr'] as const) {
        const listen = onOutput[stream]
        if (listen) child[stream]?.on('data', (chunk: Buffer) => listen(chunk))
      }
      return { pid: child.pid, ended: endOf(child) }
    },
    startWatchdog(launchWith) {
      const mark = `MINTWELL_GUARD_${randomBytes(8).toString('hex')}`
      const launch = launchWith(mark)
      const child = spawn(launch.file, [...launch.args], {
        cwd: platform === 'win32' ? undefined : '/',
        env: { ...launch.env },
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
        windowsHide: true,
      })
      // Without a watchdog all else works; it is for the case that we are killed.
      child.on('error', () => {})
      child.stdin.on('error', () => {})
      child.unref()
      return {
        pid: child.pid,
        mark,
        tell: (line) => void child.stdin.write(`${line}\n`),
        release: () => void child.stdin.end('done\n'),
        abandon: () => void child.stdin.end(),
      }
    },
    kill(target, signal) {
      try {
        process.kill(target, signal)
      } catch {} // It has ended already.
    },
  }
}

/** Waits for the end of a process, and of its output where it is read. */
function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(notStarted(error)))
    child.once('exit', (code, signal) => {
      const end: ProcessEnd = signal ? { kind: 'signalled', signal } : { kind: 'exited', code: code ?? 1 }
      const timer = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
        resolve(end)
      }, DRAIN_MS)
      child.once('close', () => {
        clearTimeout(timer)
        resolve(end)
      })
    })
  })
}

function notStarted(error: unknown): ProcessEnd {
  return { kind: 'not-started', code: (error as NodeJS.ErrnoException).code ?? 'UNKNOWN' }
}
