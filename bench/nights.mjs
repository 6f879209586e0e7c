// A year of nights in one command beside a month of them: the memory must not grow with the runs. And a night of the example beside the same steps, spawned bare.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { bin, inTurn, report, time } from './measure.mjs'

const file = fileURLToPath(new URL('../test/scenarios/one-step/azure-pipelines.yml', import.meta.url))

/** Runs that many nights; gives seconds and the largest resident memory in kB (Linux: VmHWM of the process). */
async function nights(count, pipeline = file) {
  const started = performance.now()
  const child = spawn(
    process.execPath,
    [bin, 'run', pipeline, '--runs', String(count), '--every', '24h', '--start', '2026-01-01T01:04:00Z', '--json'],
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

/** Steps as bare as can be: what a night of the example starts, without a runner, its waits left out. */
async function bareNights(count) {
  const started = performance.now()
  for (let night = 0; night < count; night += 1) {
    await time('bash', ['-c', 'date -u +%H:%M:%S'])
    await time('bash', ['-c', 'sleep 0; date -u +%H:%M:%S'])
    await time('bash', ['-c', `node --input-type=module -e "await fetch('data:,')"`])
  }
  return (performance.now() - started) / count
}

const example = fileURLToPath(new URL('../examples/nightly/azure-pipelines.yml', import.meta.url))
// What a session starts with is taken off: the nights are what a year has 365 of.
const perNight = async () => ((await nights(11, example)).seconds - (await nights(1, example)).seconds) * 100
const [night, bare] = await inTurn(5, perNight, () => bareNights(10))
report('a night of the example, 11 minutes of sleep in it, beside its steps spawned bare', night / bare, 4)
