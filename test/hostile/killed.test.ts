import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin } from '../mintwell.ts'
import { hostileWorld, until, type World } from './world.ts'

const exec = ({ tokenFile }: World) => ['exec', '--source', `file:${tokenFile}`]
const labExec = () => ['lab', 'exec']

describe.runIf(process.platform === 'linux').each([
  ['exec', exec],
  ['lab exec', labExec],
] as const)('when %s is killed', (name, call) => {
  it.each([
    ['by the first thing that its command does', 'kill -KILL $PPID; sleep 300'],
    ['what left its session is ended', 'setsid sleep 300 & setsid setsid sleep 300 & kill -KILL $PPID; wait'],
    ['what also lost its environment is ended', 'env -i setsid sleep 300 & sleep 0.2; kill -KILL $PPID; wait'],
    ['what does not want to end is ended', 'trap "" TERM HUP INT; kill -KILL $PPID; while :; do sleep 1; done'],
  ])('%s, within three seconds', async (_, script) => {
    const world = hostileWorld()
    const { child, ended } = world.start([...call(world), '--', 'sh', '-c', script])
    expect(await ended).toBe(-1)
    expect(child.signalCode).toBe('SIGKILL')
    expect(await until(world.left, (seen) => seen.length === 0, 3_000)).toEqual([])
  })

  it('by a signal of the user’s own choice, its command gets that: the exit code says which', async () => {
    const world = hostileWorld()
    for (const [signal, code] of [
      ['USR1', 138],
      ['USR2', 140],
      ['ALRM', 142],
      ['QUIT', 131],
    ] as const) {
      const { ended, output } = world.start([...call(world), '--', 'sh', '-c', `kill -${signal} $PPID; sleep 300`])
      expect(await ended, `${name} ${signal}: ${output()}`).toBe(code)
    }
    expect(await until(world.left, (seen) => seen.length === 0, 3_000)).toEqual([])
  })

  it('and its command has too many arguments for the system, it is 126 as in a shell', async () => {
    const world = hostileWorld()
    const args = [...call(world), '--', 'true']
    const env = { ...process.env, ...world.env, ...fullEnvironment([mintwellBin, ...args], world.env) }
    const { code, stderr } = await mintwell(args, { env })
    expect([code, stderr]).toEqual([126, expect.stringContaining('E2BIG')])
  })
})

/** Variables that fill what a program may be given to the last bytes: what we add ourselves is too much. */
function fullEnvironment(args: readonly string[], env: NodeJS.ProcessEnv): Record<string, string> {
  const filled = (size: number) =>
    Object.fromEntries(
      Array.from({ length: Math.ceil(size / 100_000) }, (_, at) => [
        `FILL_${at}`,
        'x'.repeat(Math.min(100_000, size - at * 100_000)),
      ]),
    )
  const fits = (size: number) =>
    spawnSync(process.execPath, ['--version', ...args], { env: { ...process.env, ...env, ...filled(size) } }).error ===
    undefined
  let [low, high] = [0, 16_000_000]
  while (high - low > 16) {
    const middle = (low + high) >> 1
    if (fits(middle)) low = middle
    else high = middle
  }
  // As it was, with --version, or less: what is left is not enough for what we add.
  return filled(low - 16)
}
