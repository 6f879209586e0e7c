import { spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { startGuard } from '../run/guard.ts'
import type { Io } from '../verb.ts'
import { whenAborted } from '../when-aborted.ts'

/** What a program may print at most as a token, and a file hold, in characters: as much as is read as one. */
export const LONGEST_TOKEN_TEXT = 1_048_576

/** How a program ended, and what it printed. */
export interface ProgramOutcome {
  readonly code: number | null
  readonly stdout: string
  /** Why it could not be started. */
  readonly problem?: string
}

/** Runs a program without a shell, to read a token from what it prints; its standard error is ours. Ended by the signal, with all that it started, and where we are killed. */
export function runProgram(
  program: string,
  args: readonly string[],
  io: Io,
  signal?: AbortSignal,
): Promise<ProgramOutcome> {
  return new Promise((resolve) => {
    const guard = startGuard(process.platform)
    // A group of its own can be ended whole; on a terminal the program may have to ask its user something.
    const ownGroup = process.platform !== 'win32' && !isatty(0)
    let forget = () => {}
    const finish = (outcome: ProgramOutcome) => {
      forget()
      guard.release()
      resolve(outcome)
    }
    const notStarted = (error: NodeJS.ErrnoException) =>
      finish({ code: null, stdout: '', problem: `could not be started (${error.code ?? 'no reason given'})` })
    try {
      const child = spawn(program, [...args], {
        cwd: io.cwd,
        env: { ...io.env, ...guard.environment },
        stdio: ['ignore', 'pipe', 'inherit'],
        detached: ownGroup,
      })
      const end = () => {
        if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
        try {
          process.kill(ownGroup ? -child.pid : child.pid, 'SIGTERM')
        } catch {} // It has just ended.
        child.stdout.destroy()
      }
      if (signal) forget = whenAborted(signal, end)
      let stdout = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text
        if (stdout.length > LONGEST_TOKEN_TEXT) end()
      })
      child.once('error', notStarted)
      child.once('close', (code) => finish({ code, stdout }))
    } catch (error) {
      // Node throws for some failures (E2BIG) and tells others by an event.
      notStarted(error as NodeJS.ErrnoException)
    }
  })
}
