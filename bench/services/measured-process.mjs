// A process that is measured, on cores of its own where the machine has them to spare.
import { execFileSync, spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'

/** Whether processes can be bound to cores: Linux with `taskset`, and two cores at least. */
export const canPin = (() => {
  if (availableParallelism() < 2) return false
  try {
    execFileSync('taskset', ['-p', String(process.pid)], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

/** Starts one of the programs in this directory; `core` binds it to that core where it can be. Gives undefined when it does not start. */
export async function startMeasured(name, core) {
  const file = fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))
  const pinned = canPin && core !== undefined
  const [command, args] = pinned
    ? ['taskset', ['-c', String(core), process.execPath, file]]
    : [process.execPath, [file]]
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    errors += text
  })
  const ready = await new Promise((resolve) => {
    child.once('message', ({ answer }) => resolve(answer))
    child.once('exit', () => resolve(undefined))
  })
  if (ready === undefined)
    throw new Error(`${name} did not start: ${errors.split('\n').find((line) => /Error/.test(line)) ?? errors}`)
  const ask = (action, value) =>
    new Promise((resolve) => {
      child.once('message', ({ answer }) => resolve(answer))
      child.send({ action, value })
    })
  return { ready, ask, cpu: () => ask('cpu'), stop: () => child.disconnect() }
}
