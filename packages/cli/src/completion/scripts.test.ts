import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { main, verbs } from '../main.ts'
import type { Io } from '../verb.ts'
import { type CommandWords, commandWords } from './command-words.ts'

async function completion(...argv: readonly string[]) {
  const said = { out: '', err: '' }
  const io = {
    stdout: { write: (text: string) => (said.out += text) },
    stderr: { write: (text: string) => (said.err += text) },
    env: {},
  } as unknown as Io
  return { code: await main(['completion', ...argv], io), ...said }
}

let places: readonly CommandWords[]
let bash: string
beforeAll(async () => {
  places = await commandWords(verbs)
  bash = (await completion('bash')).out
})

/** What a real bash offers for a line whose last word is being typed. */
function offered(line: string): readonly string[] {
  const words = line.split(' ')
  const { stdout, stderr, status } = spawnSync(
    'bash',
    [
      '--norc',
      '-c',
      `${bash}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _mintwell; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ],
    { encoding: 'utf8' },
  )
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
  return stdout.split('\n').filter((word) => word !== '')
}

describe('completion in bash', () => {
  it('offers verbs, parts and options at their places, and leaves file names to the shell', () => {
    expect(offered('mintwell ')).toEqual(Object.keys(verbs))
    expect(offered('mintwell ru')).toEqual(['run'])
    expect(offered('mintwell help exp')).toEqual(['expand', 'explain'])
    expect(offered('mintwell run --fa')).toEqual(['--fault', '--fail-on'])
    expect(offered('mintwell run pipeline.yml --results')).toEqual(['--results-xml'])
    expect(offered('mintwell lab st')).toEqual(['status'])
    expect(offered('mintwell lab up --det')).toEqual(['--detach'])
    expect(offered('mintwell lab exec --connection up --verb')).toEqual(['--verbose'])
    expect(offered('mintwell run az')).toEqual([])
    expect(offered('mintwell unknown --')).toEqual([])
  })

  it('offers programs after -- and nothing of our own behind them', () => {
    expect(offered('mintwell exec -- ba')).toContain('bash')
    expect(offered('mintwell exec -- bash --no')).toEqual([])
  })
})

describe('the completion scripts', () => {
  it.each(['zsh', 'fish', 'pwsh'])('have every verb, part and option for %s', async (shell) => {
    const { code, out } = await completion(shell)
    expect(code).toBe(0)
    for (const { path, words, options } of places)
      for (const { name } of [...words, ...options])
        expect(out, `${path.join(' ')} ${name}`).toContain(shell === 'fish' ? name.replace(/^--/, '-l ') : name)
  })

  it('refuse a shell that is not known, two at once and none', async () => {
    expect(await completion('tcsh')).toMatchObject({
      code: 2,
      err: expect.stringContaining("unknown shell 'tcsh'. Shells: bash|zsh|fish|pwsh."),
    })
    expect(await completion('zhs')).toMatchObject({ code: 2, err: expect.stringContaining("Did you mean 'zsh'?") })
    expect(await completion('bash', 'zsh')).toMatchObject({ code: 2, err: expect.stringContaining("not 'zsh' too") })
    expect(await completion()).toMatchObject({ code: 2, err: expect.stringContaining('a shell is needed') })
  })
})
