import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { mintwell, runProcess, temporaryDirectory } from '../mintwell.ts'
import { describeWith } from './require-program.ts'

async function scriptFor(shell: string): Promise<string> {
  const file = join(temporaryDirectory(), `mintwell.${shell}`)
  const { stdout } = await mintwell(['completion', shell])
  writeFileSync(file, stdout)
  return file
}

describeWith(['fish'], 'completion in fish', () => {
  it('offers verbs, parts and options, each with what it does, at their places', async () => {
    const script = await scriptFor('fish')
    const offered = async (line: string) => {
      const { stdout } = await runProcess('fish', ['--no-config', '-c', `source ${script}; complete -C '${line}'`])
      return stdout.trimEnd().split('\n')
    }
    expect(await offered('mintwell ru')).toEqual(['run\tRun a pipeline here, against the lab'])
    expect(await offered('mintwell run --fault')).toEqual(['--fault\tswitch a fault on'])
    expect(await offered('mintwell lab statu')).toEqual([expect.stringMatching(/^status\t/)])
    expect(await offered('mintwell lab up --det')).toEqual([expect.stringMatching(/^--detach\t/)])
    expect(await offered('mintwell exec --det')).toEqual([''])
  })
})

describeWith(['zsh'], 'completion in zsh', () => {
  it('is a script that zsh loads, and that offers each part of lab with what it does', async () => {
    const script = await scriptFor('zsh')
    // In the place of zsh's own: prints what would be offered.
    const stub = `_describe() { print -rl -- "\${(@P)@[-1]}" }; compdef() { : }; source ${script}`
    const { code, stdout, stderr } = await runProcess('zsh', [
      '-f',
      '-c',
      `${stub}; words=(mintwell lab ''); CURRENT=3; _mintwell`,
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.split('\n')).toContain(
      'status:Show the lab that is up\\: clock, faults, connections, what happened last',
    )
  })
})
