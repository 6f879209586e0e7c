import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'

interface PastedYaml {
  readonly variables: Readonly<Record<string, string>>
  readonly steps: readonly [{ readonly bash: string; readonly env: Readonly<Record<string, string>> }]
}

const page = readFileSync(join(root, 'docs/guide/install.md'), 'utf8')
const yaml = parse(/^```yaml\n(.*?)^```$/ms.exec(page)?.[1] ?? '') as PastedYaml
const [step] = yaml.steps

/** Runs the page's step as an agent does, with this file behind the address. */
async function fetchStep(text: string, sha256: string) {
  const directory = temporaryDirectory()
  const file = join(directory, 'published.mjs')
  writeFileSync(file, text)
  const values: Readonly<Record<string, string>> = {
    '$(mintwellUrl)': pathToFileURL(file).href,
    '$(mintwellSha256)': sha256,
  }
  const env = Object.fromEntries(Object.entries(step.env).map(([name, value]) => [name, values[value] ?? value]))
  const finished = await runProcess('bash', ['--noprofile', '--norc', '-c', step.bash], {
    cwd: directory,
    env: { ...env, AGENT_TEMPDIRECTORY: directory },
  })
  return { ...finished, ran: existsSync(join(directory, 'ran')) }
}

const PROGRAM = `import { writeFileSync } from 'node:fs'; writeFileSync('ran', ''); console.log(process.argv[2])\n`

describe('the YAML to paste for the file for agents', () => {
  it('has the two variables that its step reads', () => {
    expect(Object.values(step.env).sort()).toEqual(
      Object.keys(yaml.variables)
        .map((name) => `$(${name})`)
        .sort(),
    )
  })

  it('runs the file whose checksum is the one that was given', async () => {
    const sha256 = createHash('sha256').update(PROGRAM).digest('hex')
    expect(await fetchStep(PROGRAM, sha256)).toMatchObject({
      code: 0,
      ran: true,
      stdout: expect.stringContaining('--version'),
    })
  })

  it('fails, and runs nothing, where the file is another one', async () => {
    const finished = await fetchStep(`${PROGRAM}// changed\n`, createHash('sha256').update(PROGRAM).digest('hex'))
    expect(finished).toMatchObject({ code: 1, ran: false })
  })
})
