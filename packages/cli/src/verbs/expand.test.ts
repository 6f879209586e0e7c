import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { realClock } from '@mintwell/clock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { main } from '../main.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintwell-expand-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(path: string, text: string): void {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

async function expand(...argv: readonly string[]) {
  const written = { stdout: '', stderr: '' }
  const stream = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _encoding, done) {
        written[name] += chunk
        done()
      },
    })
  const exitCode = await main(['expand', ...argv], {
    stdin: Readable.from([]),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    env: {},
    cwd: folder,
    clock: realClock,
    signal: new AbortController().signal,
  })
  return { exitCode, ...written }
}

const FINAL = `stages:
- stage: __default
  jobs:
  - job: Job
    steps:
    - task: CmdLine@2
      inputs:
        script: echo one

`

describe('mintwell expand', () => {
  it('prints the final YAML alone on stdout and exits with 0', async () => {
    write('azure-pipelines.yml', 'steps:\n- template: t.yml\n')
    write('t.yml', 'steps:\n- script: echo one\n')
    expect(await expand('azure-pipelines.yml')).toEqual({ exitCode: 0, stdout: FINAL, stderr: '' })
  })

  it('prints everything that is wrong on stderr, as the service writes it and with a next step, and exits with 2', async () => {
    write('azure-pipelines.yml', 'steps:\n- template: t.yml\n- scrpt: echo\n')
    write('t.yml', 'steps:\n- bahs: echo\n')
    const { exitCode, stdout, stderr } = await expand('azure-pipelines.yml')
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toContain(
      "/azure-pipelines.yml (Line: 3, Col: 3): Unexpected value 'scrpt'\n    Did you mean 'script'?",
    )
    expect(stderr).toContain(
      "/t.yml (Line: 2, Col: 3): Unexpected value 'bahs'\n    called from /azure-pipelines.yml:2:13",
    )
  })

  it('adds the place where the service names none', async () => {
    write('p.yml', 'steps:\n- script: echo\n  condition: eq(1)\n')
    const { stderr } = await expand('p.yml')
    expect(stderr).toMatch(
      /^Job Job: Step {2}specifies condition eq\(1\) which is not valid\. [^\n]*\n {4}at \/p\.yml:3:14\n/,
    )
  })

  it('starts absolute paths at the top level of the git repository, and names files from there', async () => {
    mkdirSync(join(folder, '.git'))
    write('ci/azure-pipelines.yml', 'steps:\n- template: /t.yml\n- template: none.yml\n')
    write('t.yml', 'steps:\n- script: echo one\n')
    const { stderr } = await expand(join('ci', 'azure-pipelines.yml'))
    expect(stderr).toContain('/ci/azure-pipelines.yml: File /ci/none.yml not found in repository')
  })

  it('takes other repositories by alias or name, and stubs with a warning', async () => {
    const text = (alias: string) =>
      `resources:\n  repositories:\n  - { repository: ${alias}, type: git, name: team/tools }\nsteps:\n- template: t.yml@${alias}\n`
    write('pipeline/azure-pipelines.yml', text('tools'))
    write('other/t.yml', 'steps:\n- script: echo one\n')
    const file = join('pipeline', 'azure-pipelines.yml')
    const byAlias = await expand(file, '--repository', 'tools=other')
    const byName = await expand(file, '--repository', 'team/tools@refs/heads/main=other')
    expect([byAlias.exitCode, byName.stdout]).toEqual([0, byAlias.stdout])
    const missing = await expand(file)
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('--stub-repository tools')])
    const stubbed = await expand(file, '--stub-repository', 'tools')
    expect([stubbed.exitCode, stubbed.stderr]).toEqual([0, expect.stringMatching(/^warning: .*is a stub/)])
  })

  it('never reads beyond the folder of a repository, by paths or by links', async () => {
    write('secret.yml', 'steps:\n- script: echo secret\n')
    write('repository/azure-pipelines.yml', 'steps:\n- template: link.yml\n- template: ../secret.yml\n')
    symlinkSync(join(folder, 'secret.yml'), join(folder, 'repository', 'link.yml'))
    mkdirSync(join(folder, 'repository', '.git'))
    const { exitCode, stderr } = await expand(join('repository', 'azure-pipelines.yml'))
    expect(exitCode).toBe(2)
    expect(stderr).toContain('File /link.yml not found in repository')
    expect(stderr).toContain('The file path //../secret.yml is invalid')
  })

  it('takes parameters, and variables of the system', async () => {
    const script = `echo \${{ parameters.n }} \${{ variables['Build.Reason'] }}`
    write('p.yml', `parameters:\n- { name: n, type: number }\nsteps:\n- script: ${script}\n`)
    const { stdout } = await expand('p.yml', '--parameters', 'n=7', '--variables', 'Build.Reason=Schedule')
    expect(stdout).toContain('script: echo 7 Schedule')
  })

  it('gives one document with --json', async () => {
    write('p.yml', 'steps:\n- script: echo one\n')
    const { exitCode, stdout } = await expand('p.yml', '--json')
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      pipeline: { stages: [{ stage: '__default', jobs: [{ job: 'Job' }] }] },
      diagnostics: [],
      files: ['/p.yml'],
    })
  })

  it.each([
    [[], 'name one file'],
    [['none.yml'], 'none.yml cannot be read'],
    [['p.yml', '--repository', 'x'], '--repository takes ALIAS=FOLDER'],
    [['p.yml', '--repository', 'x=nowhere'], 'there is no folder nowhere'],
    [['p.yml', '--parameters', 'x'], '--parameters takes NAME=VALUE'],
  ])('exits with 2 for the wrong call %j', async (argv, message) => {
    write('p.yml', 'steps:\n- script: echo one\n')
    const { exitCode, stderr } = await expand(...argv)
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)])
  })
})
