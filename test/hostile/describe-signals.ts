import { describe, expect, it } from 'vitest'
import { hostileWorld, until, type World } from './world.ts'

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGKILL'] as const

/** Calls that last until a signal ends them; what they start is in a session of its own as well. */
const CALLS: Readonly<Record<string, (world: World) => readonly string[]>> = {
  exec: ({ tokenFile }) => ['exec', '--source', `file:${tokenFile}`, '--', 'sh', '-c', 'setsid sleep 300 & sleep 300'],
  'lab exec': () => [
    'lab',
    'exec',
    '--connection',
    'c',
    '--',
    'sh',
    '-c',
    'setsid tail -f /dev/null & tail -f /dev/null',
  ],
  token: () => ['token', '--source', "command:sh -c 'sleep 300; true'"],
  exchange: () => [
    'exchange',
    '--to',
    'aws',
    '--role-arn',
    'arn:aws:iam::1:role/r',
    '--source',
    "command:sh -c 'sleep 300; true'",
  ],
  run: ({ pipeline }) => ['run', '--real-time', pipeline],
  'lab up': () => ['lab', 'up'],
  demo: () => ['demo'],
  explain: ({ namedPipe }) => ['explain', namedPipe],
  inspect: ({ namedPipe }) => ['inspect', namedPipe],
  'run of a named pipe': ({ namedPipe }) => ['run', namedPipe],
  'exec with a source that never comes': ({ namedPipe }) => ['exec', '--source', `file:${namedPipe}`, '--', 'true'],
}

/** How long a call may take to end, and to leave nothing: a step of a run has ten seconds of its own, as on the agent, and a lab makes its keys before it listens to anybody, which takes long on a busy machine. */
const WITHIN_MS = 30_000
/** The signals come within this time, in which every call here has come to its work on an idle machine. */
const FIRST_MS = 700

/** Random numbers from 0 to 1, always the same for a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * Sends each call a signal at so many random moments from its start on: it must end, and leave no process and no file, whichever the signal and the moment.
 *
 * @param moments for each call
 */
export function describeSignals(moments: number, seed: number): void {
  describe.runIf(process.platform === 'linux')(`a signal at any moment (seed ${seed})`, () => {
    it.each(Object.keys(CALLS))('ends %s, and nothing is left', { timeout: moments * 2 * WITHIN_MS }, async (name) => {
      const random = seeded(seed + name.length)
      for (let count = 0; count < moments; count++) {
        const signal = SIGNALS[Math.floor(random() * SIGNALS.length)] as NodeJS.Signals
        const after = Math.floor(random() * FIRST_MS)
        const what = `${name}, ${signal} after ${after} ms`
        const world = hostileWorld()
        const { child, ended, output } = world.start(CALLS[name]?.(world) ?? [])
        // The moment is what is tested: there is nothing to wait for.
        await new Promise((resolve) => setTimeout(resolve, after))
        child.kill(signal)
        const late = new Promise((resolve) => setTimeout(resolve, WITHIN_MS, 'it did not end').unref())
        const end = await Promise.race([ended, late])
        child.kill('SIGKILL') // Whatever was found, the next one begins with an empty machine.
        const left = await until(world.left, (seen) => seen.length === 0, WITHIN_MS)
        expect([end === 'it did not end' ? end : 'ended', left], `${what}: ${output()}`).toEqual(['ended', []])
      }
    })
  })
}
