// What all measurements share: ratios within one run, medians of several, never an absolute time.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../packages/cli/bin/mintwell.mjs', import.meta.url))

/** Runs a command to its end; gives milliseconds to its first output and to its end. */
export function time(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    let first
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const saw = () => {
      first ??= performance.now() - started
    }
    child.stdout.on('data', saw)
    child.stderr.on('data', saw)
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, first, total: performance.now() - started }))
  })
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** Measures two things in turn, several times, after a warm-up, and gives the median of each. */
export async function inTurn(rounds, a, b) {
  await a()
  await b()
  const as = []
  const bs = []
  for (let round = 0; round < rounds; round++) {
    as.push(await a())
    bs.push(await b())
  }
  return [median(as), median(bs)]
}

/** Prints a ratio beside its limit; a ratio over the limit fails the bench. */
export function report(name, ratio, limit, unit = 'times') {
  const ok = ratio <= limit
  if (!ok) process.exitCode = 1
  console.log(`${ok ? 'ok  ' : 'OVER'} ${name}: ${ratio.toFixed(2)} ${unit} (limit ${limit})`)
}
