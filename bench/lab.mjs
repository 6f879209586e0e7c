// From the call of `mintwell lab up` to "ready" where a lab has been kept before (--data), beside `node -e 0`; and what it holds in memory when nobody asks.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { bin, inTurn, report, time } from './measure.mjs'

/** How long a lab is left alone before its memory is looked at, in milliseconds. */
const IDLE_MS = 1_000

const directory = mkdtempSync(join(tmpdir(), 'mintwell-bench-'))
const env = { ...process.env, XDG_RUNTIME_DIR: directory }
const sizes = []

/** Opens a lab, looks at it and ends it; gives the milliseconds until it was ready. */
async function up() {
  const started = performance.now()
  const child = spawn(process.execPath, [bin, 'lab', 'up', '--data', join(directory, 'data')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let told = ''
  const ready = await new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      told += text
      if (told.includes('lab: ready')) resolve(performance.now() - started)
    })
    void ended.then(() => reject(new Error(`the lab ended: ${told}`)))
  })
  await setTimeout(IDLE_MS)
  const status = `/proc/${child.pid}/status`
  if (existsSync(status)) sizes.push(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(status, 'utf8'))?.[1]) / 1_024)
  child.kill('SIGTERM')
  await ended
  return ready
}

try {
  const [ready, bare] = await inTurn(5, up, async () => (await time(process.execPath, ['-e', '0'])).total)
  report('`mintwell lab up`, a second start, ready beside `node -e 0`', ready / bare, 12)
  if (sizes.length > 0) report('its resident memory when idle', Math.max(...sizes), 120, 'MB')
  else console.log('     its resident memory is not measured: there is no /proc here')
} finally {
  rmSync(directory, { recursive: true, force: true })
}
