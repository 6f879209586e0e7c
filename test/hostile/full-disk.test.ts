import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwellBin, runProcess } from '../mintwell.ts'
import { hostileWorld, type World } from './world.ts'

/** Calls that write something, each with where its own file would be. */
const CALLS: Readonly<Record<string, (world: World) => readonly string[]>> = {
  'token --raw': ({ tokenFile }) => ['token', '--source', `file:${tokenFile}`, '--raw'],
  'token --json': ({ tokenFile }) => ['token', '--source', `file:${tokenFile}`, '--json'],
  token: ({ tokenFile }) => ['token', '--source', `file:${tokenFile}`],
  inspect: ({ tokenFile }) => ['inspect', tokenFile],
  'inspect --json': ({ tokenFile }) => ['inspect', '--json', tokenFile],
  explain: ({ directory }) => ['explain', join(directory, 'log')],
  run: ({ directory }) => ['run', join(directory, 'quick.yml')],
  'run --json': ({ directory }) => ['run', '--json', join(directory, 'quick.yml')],
  'run a long log': ({ directory }) => ['run', join(directory, 'long.yml')],
  'run --jsonl a long log': ({ directory }) => ['run', '--jsonl', join(directory, 'long.yml')],
  'run --list-faults': () => ['run', '--list-faults'],
  'migrate --check': ({ directory }) => ['migrate', '--check', directory],
  '--help': () => ['--help'],
}

/** Calls the command in a shell that has set something up before. */
function shell(world: World, script: string, args: readonly string[]) {
  return runProcess('bash', ['-c', script, 'bash', process.execPath, mintwellBin, ...args], {
    cwd: world.directory,
    env: world.env,
  })
}

function place(): World {
  const world = hostileWorld()
  writeFileSync(join(world.directory, 'log'), 'AADSTS700024: Client assertion is not within its valid time range.\n')
  writeFileSync(join(world.directory, 'quick.yml'), 'steps:\n- checkout: none\n- bash: seq 1 2000\n')
  writeFileSync(
    join(world.directory, 'long.yml'),
    "steps:\n- checkout: none\n- bash: yes | head -c 2000000 | tr '\\n' x\n",
  )
  return world
}

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  it.each(['token --raw', 'token --json', 'inspect', 'explain', 'run', 'run --json', 'migrate --check', '--help'])(
    'is said, with 3, where standard output of %s lies on it',
    async (name) => {
      const world = place()
      const { code, stderr } = await shell(world, '"$@" >/dev/full', CALLS[name]?.(world) ?? [])
      expect([code, stderr]).toEqual([3, expect.stringContaining('the disk is full (ENOSPC)')])
    },
  )

  it.each(['run a long log', 'run --jsonl a long log'])(
    'that takes a part of what %s writes is said too',
    async (name) => {
      const world = place()
      // Enough for what the lab writes for itself.
      const { code, stderr } = await shell(world, 'ulimit -f 1000; "$@" >out', CALLS[name]?.(world) ?? [])
      expect([code, stderr]).toEqual([3, expect.stringContaining('(EFBIG)')])
    },
  )

  it('leaves no part of a file, and the next try is not in its way', async () => {
    const world = place()
    const args = [...(CALLS.token?.(world) ?? []), '-o', join(world.directory, 'made')]
    const { code, stderr } = await shell(world, 'ulimit -f 0; "$@"', args)
    expect([code, stderr]).toEqual([3, expect.stringContaining('(EFBIG)')])
    expect(readdirSync(world.directory).filter((name) => name.startsWith('made'))).toEqual([])
    expect((await shell(world, '"$@"', args)).code).toBe(0)
    expect(readFileSync(join(world.directory, 'made'), 'utf8')).toBe(readFileSync(world.tokenFile, 'utf8'))
  })

  it('leaves a pipeline as it was where migrate cannot write it', async () => {
    const world = place()
    const file = join(world.directory, 'old.yml')
    const text = `steps:\n- task: AzureCLI@2\n  inputs: { azureSubscription: c, scriptType: bash, inlineScript: az account show }\n${'# x\n'.repeat(500)}`
    writeFileSync(file, text)
    const { code, stderr } = await shell(world, 'ulimit -f 1; "$@"', ['migrate', file])
    expect([code, stderr]).toEqual([3, expect.stringContaining('(EFBIG)')])
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(readdirSync(world.directory).filter((name) => name.startsWith('old'))).toEqual(['old.yml'])
  })

  it('leaves the earlier receipts whole where the next one cannot be written', async () => {
    const world = place()
    const file = join(world.directory, 'receipts.jsonl')
    const args = [...(CALLS.token?.(world) ?? []), '--receipts', file]
    while (!existsSync(file) || readFileSync(file).length < 600) await shell(world, '"$@"', args)
    const before = readFileSync(file, 'utf8')
    const { code } = await shell(world, 'ulimit -f 1; "$@"; "$@"; "$@"', args)
    expect(code).not.toBe(0)
    const after = readFileSync(file, 'utf8')
    expect(after.startsWith(before)).toBe(true)
    for (const line of after.trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })
})

describe('a reader that goes away', () => {
  it.each(['run', 'run --list-faults', 'inspect --json'])('ends %s without a word', async (name) => {
    const world = place()
    const { stderr } = await shell(world, '"$@" | head -c 1 >/dev/null', CALLS[name]?.(world) ?? [])
    expect(stderr).not.toMatch(/EPIPE|cannot be written|Error/)
  })
})
