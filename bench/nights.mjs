// A year of nights in one command beside a month of them: the memory must not grow with the runs.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bin, report } from './measure.mjs'

const file = fileURLToPath(new URL('../test/scenarios/one-step/azure-pipelines.yml', import.meta.url))

/** Runs that many nights; gives seconds and the largest resident memory in kB (Linux: VmHWM of the process). */
async function nights(count) {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [bin, 'run', file, '--runs', String(count), '--every', '24h', '--start', '2026-01-01T01:04:00Z', '--json'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  let peak = 0
  const watch = setInterval(() => {
    try {
      peak = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? peak)
    } catch {}
  }, 50)
  child.stdout.resume()
  await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  return { seconds: (performance.now() - started) / 1_000, peak }
}

const month = await nights(30)
const year = await nights(365)
console.log(`     365 nights took ${year.seconds.toFixed(1)} s`)
report('memory of 365 nights beside 30', year.peak / month.peak, 1.3)
