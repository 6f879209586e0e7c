import { spawn } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import type { ExecProcesses, ProcessEnd } from '../exec/processes.ts'

/**
 * Real processes, for `exec`.
 *
 * @param onSignals how this process's own signals are had: the command's main program knows
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
    start(launch, { env, cwd, ownGroup }) {
      const child = spawn(launch.file, [...launch.args], {
        cwd,
        env: { ...env },
        stdio: 'inherit',
        detached: ownGroup && platform !== 'win32',
        windowsVerbatimArguments: launch.verbatim ?? false,
      })
      const ended = new Promise<ProcessEnd>((resolve) => {
        child.once('error', (error: NodeJS.ErrnoException) =>
          resolve({ kind: 'not-started', code: error.code ?? 'UNKNOWN' }),
        )
        child.once('exit', (code, signal) =>
          resolve(signal ? { kind: 'signalled', signal } : { kind: 'exited', code: code ?? 1 }),
        )
      })
      return { pid: child.pid, ended }
    },
    startWatchdog(launch) {
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
        tell: (line) => void child.stdin.write(`${line}\n`),
        release: () => void child.stdin.end('done\n'),
      }
    },
    kill(target, signal) {
      try {
        process.kill(target, signal)
      } catch {} // It has ended already.
    },
  }
}
