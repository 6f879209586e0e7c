import { spawn } from 'node:child_process'
import type { Io } from '../verb.ts'

/** Variables by which a program sees a lab's clock through libfaketime. */
const CLOCK_VARIABLES = /^(LD_PRELOAD|FAKETIME.*|NO_FAKE_STAT)$/

/** Does this process see the clock of a lab? In a shell with `lab env` it does. */
export function seesLabClock(env: Io['env']): boolean {
  return env.FAKETIME_TIMESTAMP_FILE !== undefined && /faketime/.test(env.LD_PRELOAD ?? '')
}

/**
 * Runs this program again on the real clock, and gives its exit code. The process that sets a clock back must not see it: libuv ends a process whose monotonic clock runs
 * backwards (measured, Node 20: exit code 134).
 */
export function runOnRealClock(argv: readonly string[], io: Io): Promise<number> {
  const env = Object.fromEntries(Object.entries(io.env).filter(([name]) => !CLOCK_VARIABLES.test(name)))
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...argv], {
    cwd: io.cwd,
    env,
    stdio: ['inherit', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (chunk: Buffer) => io.stdout.write(chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => io.stderr.write(chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
