import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, temporaryDirectory } from '../mintwell.ts'

const levels = 'bcdefg'
const aliasBomb = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...[...levels].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join(', ')}]`),
  'steps: [*g]',
].join('\n')

const cases: readonly (readonly [string, string, RegExp])[] = [
  ['text that is not YAML', 'steps: [\n', /pipeline\.yml:\d+:\d+: /],
  ['an empty file', '', /pipeline\.yml:1:1: /],
  ['an unknown key', 'stpes:\n- script: x\n', /pipeline\.yml:1:1: .*stpes/],
  ['an alias bomb', aliasBomb, /pipeline\.yml:\d+:\d+: /],
  [
    'a cycle in dependsOn',
    'jobs:\n- job: A\n  dependsOn: B\n  steps: [{script: x}]\n- job: B\n  dependsOn: A\n  steps: [{script: x}]\n',
    /at least one job with no dependencies/,
  ],
  [
    'an unknown name in dependsOn',
    'jobs:\n- job: A\n  dependsOn: Nobody\n  steps: [{script: x}]\n- job: B\n  steps: [{script: x}]\n',
    /Job A depends on unknown job Nobody/,
  ],
  [
    'a task without a version',
    'steps:\n- task: AzureCLI\n',
    /pipeline\.yml:2:9: 'AzureCLI' is not a task with a version/,
  ],
  [
    'a missing task input',
    'steps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: bash\n',
    /pipeline\.yml:\d+:\d+: .*azureSubscription/,
  ],
  [
    'a broken expression',
    'steps:\n- script: x\n  condition: and(succeeded(), eq(1,\n',
    /condition and\(succeeded\(\), eq\(1, which is not valid/,
  ],
  ['an unknown function', 'jobs:\n- job: A\n  condition: foo(1)\n  steps: [{script: x}]\n', /foo/],
  [
    'a bad cron',
    'schedules:\n- cron: "99 1 * * *"\n  branches: {include: [main]}\nsteps:\n- script: x\n',
    /pipeline\.yml:2:\d+: /,
  ],
  [
    'a parameter that is not declared',
    `steps:\n- script: "$${'{{'} parameters.x }}"\n`,
    /pipeline\.yml:2:\d+: .*Key not found 'x'/,
  ],
]

describe('a pipeline that cannot be planned', () => {
  it.each(cases)(
    'with %s is reported with its place, exit 2, and nothing is started',
    async (_name, text, expected) => {
      const directory = temporaryDirectory()
      const file = join(directory, 'pipeline.yml')
      writeFileSync(file, text)
      const { code, stdout, stderr } = await mintwell(['run', 'pipeline.yml'], {
        cwd: directory,
        env: { TMPDIR: directory },
      })
      expect(stderr).toMatch(expected)
      expect([code, stdout]).toEqual([2, ''])
      expect(readdirSync(directory)).toEqual(['pipeline.yml'])
    },
  )

  it('says all that is wrong with it at once, in the order of the file', async () => {
    const directory = temporaryDirectory()
    const text = `schedules: [{cron: 1 2 3 4}]
steps:
- task: AzureCLI
- task: AzureCLI@2
  inputs: {azureSubscription: c, scriptType: bsh, scriptLocation: inlineScript, inlineScript: x}
- bash:
- task: Bash@3
  inputs: {targetType: inlin, script: x}
`
    writeFileSync(join(directory, 'pipeline.yml'), text)
    const { code, stderr } = await mintwell(['run', 'pipeline.yml'], { cwd: directory })
    expect(code).toBe(2)
    const places = [...stderr.matchAll(/^pipeline\.yml:(\d+):(\d+): /gm)].map(([, line, column]) =>
      [line, column].join(),
    )
    expect(places).toEqual(['1,20', '3,9', '5,46', '6,3', '8,24'])
    expect(stderr).toContain('  3 | - task: AzureCLI\n    |         ^\n')
  })

  it('is refused in JSON where --json is given', async () => {
    const directory = temporaryDirectory()
    writeFileSync(join(directory, 'bad.yml'), 'stpes: []\n')
    const refused = async (...args: readonly string[]) =>
      JSON.parse((await mintwell(['run', ...args, '--json'], { cwd: directory })).stdout) as unknown
    expect(await refused('missing.yml')).toMatchObject({ schema: 1, error: { code: 'ERR_FILE_UNREADABLE' } })
    expect(await refused('bad.yml')).toMatchObject({ schema: 1, diagnostics: [{ place: { line: 1, column: 1 } }] })
    expect(await refused('bad.yml', '--quiett')).toMatchObject({
      error: { code: 'ERR_USAGE', message: "unknown option '--quiett'. Did you mean '--quiet'?" },
    })
  })

  it('that does not exist is named', async () => {
    const { code, stderr } = await mintwell(['run', 'missing.yml'], { cwd: temporaryDirectory() })
    expect([code, stderr]).toEqual([2, 'missing.yml: there is no such file.\n'])
  })

  it.each([
    ['a path through a file', 'a.yml/b.yml', /^a\.yml\/b\.yml: there is no such file: /],
    ['a name that no file system takes', 'n'.repeat(300), /^n+: the name is longer /],
  ])('that is %s is named', async (_name, file, expected) => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'a.yml'), 'steps:\n- script: x\n')
    const { code, stderr } = await mintwell(['run', file], { cwd })
    expect(code).toBe(2)
    expect(stderr).toMatch(expected)
  })

  it('that is a folder is named', async () => {
    const directory = temporaryDirectory()
    mkdirSync(join(directory, 'folder.yml'))
    const { code, stderr } = await mintwell(['run', 'folder.yml'], { cwd: directory })
    expect([code, stderr]).toEqual([2, 'folder.yml: this is a folder; a file is needed.\n'])
  })

  it('beside a mintwell.yml with a wrong type is told where that type is wrong', async () => {
    const directory = join(temporaryDirectory(), 'p')
    mkdirSync(directory)
    writeFileSync(join(directory, 'pipeline.yml'), 'steps:\n- script: x\n')
    writeFileSync(join(directory, 'mintwell.yml'), 'azureCli:\n  login: 5\n')
    const { code, stderr } = await mintwell(['run', 'p/pipeline.yml'], { cwd: dirname(directory) })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^p\/mintwell\.yml:2:3: azureCli\.login: /)
  })
})

describe('wrong use of the command', () => {
  it.each([
    ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
    ['an unknown option', ['run', 'x.yml', '--bogus'], /--bogus/],
    ['no file', ['run'], /a pipeline file is needed/],
    ['runs without a distance', ['run', 'x.yml', '--runs', '2'], /--every/],
    ['an unknown fault', ['run', 'examples/nightly/azure-pipelines.yml', '--fault', 'foo'], /foo/],
  ])('with %s exits with 2 and says how it is used', async (_name, args, expected) => {
    const { code, stdout, stderr } = await mintwell(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(expected)
  })

  const header = 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9'
  const token = `${header}.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0.c2lnbmF0dXJl`
  it.each([
    [[token]],
    [['run', token]],
    [['run', 'x.yml', `--at=${token}`]],
    [['token', token]],
    [['exchange', '--to', token]],
    [['migrate', token]],
    [['lab', 'up', token]],
    [['demo', header]],
  ])('with a token among the arguments exits with 2 and does not repeat it: %#', async (args) => {
    const { code, stdout, stderr } = await mintwell(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('a token was given as an argument')
    expect(stderr).not.toContain('eyJ')
  })
})
