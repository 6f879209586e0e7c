import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'

const pipeline = join(root, 'test/scenarios/canary/azure-pipelines.yml')

/** A stand-in for a program that writes down how it was called, and what it was told on standard input. */
function recorder(directory: string, name: string, log: string): void {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, name)
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>'${log}'\ncat >/dev/null\nexit 0\n`)
  chmodSync(file, 0o755)
}

/** Every form in which a token must not show: itself, its segments, base64 of it, URI-escaped. */
function formsOf(token: string): readonly string[] {
  return [token, ...token.split('.'), Buffer.from(token).toString('base64'), encodeURIComponent(token)]
}

function expectNone(text: string, tokens: readonly string[], where: string): void {
  for (const token of tokens)
    for (const form of formsOf(token)) expect(text.includes(form), `a token in ${where}`).toBe(false)
}

describe('tokens', () => {
  it.each([
    ['lazy login', 'text'],
    ['eager login', 'jsonl'],
  ])('are in no output, no process arguments and no file that is left behind (%s, %s)', async (login, output) => {
    const directory = temporaryDirectory()
    const stolen = join(directory, 'stolen')
    const calls = join(directory, 'calls')
    const temp = join(directory, 'tmp')
    for (const path of [stolen, temp]) mkdirSync(path)
    writeFileSync(calls, '')
    recorder(join(directory, 'bin'), 'az', calls)
    const settings = join(directory, 'settings.yml')
    writeFileSync(settings, `azureCli: { login: ${login === 'eager login' ? 'eager' : 'lazy'} }\n`)

    const args = [
      'run',
      pipeline,
      '--config',
      settings,
      '--pass-env',
      'STOLEN',
      '--debug',
      ...(output === 'jsonl' ? ['--jsonl'] : []),
    ]
    const env = { STOLEN: stolen, TMPDIR: temp, PATH: `${join(directory, 'bin')}${delimiter}${process.env.PATH}` }
    const { code, stdout, stderr } = await mintwell(args, { env })

    expect(code, stderr).toBe(0)
    const tokens = ['id-token', 'job-token', 'access-token'].map((name) =>
      readFileSync(join(stolen, name), 'utf8').trim(),
    )
    expect(tokens.every((token) => token.length > 100)).toBe(true)
    expectNone(stdout, tokens, 'stdout')
    expectNone(stderr, tokens, 'stderr')
    expectNone(readFileSync(join(stolen, 'command-lines'), 'latin1'), tokens, 'process arguments')
    const azCalls = readFileSync(calls, 'utf8')
    expect(azCalls).toContain('--federated-token @-')
    expectNone(azCalls, tokens, 'the arguments of az')
    expect(readdirSync(temp), 'files left behind').toEqual([])
    // Empty where there is no libfaketime.
    const shared = readFileSync(join(stolen, 'shared-memory'), 'utf8').split(' ')[0]?.slice(1)
    if (shared) expect(readdirSync('/dev/shm').filter((name) => name.endsWith(shared))).toEqual([])
  })
})
