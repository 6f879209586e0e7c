import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Io } from '../verb.ts'
import { LabAddressError } from './lab-address.ts'
import { makeDirectory } from './make-directory.ts'

/** How long a lab may take to open, in milliseconds. */
const PATIENCE_MS = 30_000
const LOOK_MS = 50

/**
 * Starts `mintwell lab up` as a process that outlives this one, and waits until it is ready. What it prints goes into `logFile` (0600), which is removed when it is
 * ready. Gives its exit code where it ends instead, after its words; undefined when it is up.
 *
 * @throws LabAddressError when it is not ready in time
 */
export async function detachLab(argv: readonly string[], logFile: string, io: Io): Promise<number | undefined> {
  makeDirectory(dirname(logFile))
  rmSync(logFile, { force: true })
  const log = openSync(logFile, 'wx', 0o600)
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', 'lab', 'up', ...argv], {
    cwd: io.cwd,
    env: io.env,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let end: number | undefined
  child.once('exit', (code) => {
    end = code ?? 1
  })
  child.once('error', () => {
    end = 1
  })
  try {
    for (let waited = 0; end === undefined; waited += LOOK_MS) {
      if (existsSync(logFile) && readFileSync(logFile, 'utf8').includes('lab: ready\n')) {
        io.stdout.write(readFileSync(logFile, 'utf8').replace('lab: ready\n', ''))
        child.unref()
        return undefined
      }
      if (waited >= PATIENCE_MS || io.signal.aborted) {
        child.kill()
        throw new LabAddressError(`the lab was not ready within ${PATIENCE_MS / 1_000} seconds.`)
      }
      await pause(LOOK_MS)
    }
    io.stderr.write(readFileSync(logFile, 'utf8'))
    return end
  } finally {
    rmSync(logFile, { force: true })
  }
}
