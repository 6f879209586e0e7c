import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, temporaryDirectory } from '../mintwell.ts'

/** A folder with two pipelines, a template that one of them uses, and files that are none. */
function folder(): string {
  const directory = temporaryDirectory()
  for (const name of ['.github/workflows', 'ci']) mkdirSync(join(directory, name), { recursive: true })
  const files = {
    'azure-pipelines.yml': 'trigger: none\nsteps:\n- template: ci/steps.yml\n',
    'ci/steps.yml': 'steps:\n- bash: echo\n',
    'ci/nightly.yml': 'trigger: none\nsteps:\n- bsh: echo\n- task: Nobody@1\n',
    '.github/workflows/w.yml': 'on: push\njobs:\n  a:\n    steps: []\n',
    'compose.yml': 'services:\n  a: {}\n',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text)
  return directory
}

describe('mintwell validate', () => {
  it('finds the pipelines of a folder and says what is wrong with each', async () => {
    const { code, stdout, stderr } = await mintwell(['validate', '.'], { cwd: folder() })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ci\/nightly\.yml:3:3: Unexpected value 'bsh'\n {2}3 \| - bsh: echo\n/)
    expect(stderr).toBe('2 pipelines: 1 valid, 1 not\n')
  })

  it('has JSON, SARIF and the forms of Azure Pipelines and GitHub', async () => {
    const cwd = folder()
    const of = async (format: string) =>
      (await mintwell(['validate', 'ci/nightly.yml', '--format', format], { cwd })).stdout
    expect(JSON.parse(await of('json'))).toMatchObject({
      schema: 1,
      diagnostics: [
        { code: 'ERR_TEMPLATE_VALUE', severity: 'error', place: { file: 'ci/nightly.yml', line: 3, column: 3 } },
      ],
    })
    expect(JSON.parse(await of('sarif'))).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          results: [
            {
              ruleId: 'ERR_TEMPLATE_VALUE',
              level: 'error',
              locations: [{ physicalLocation: { region: { startLine: 3 } } }],
            },
          ],
        },
      ],
    })
    expect(await of('azure')).toMatch(
      /^##vso\[task\.logissue type=error;sourcepath=ci\/nightly\.yml;linenumber=3;columnnumber=3;/,
    )
    expect(await of('github')).toMatch(/^::error file=ci\/nightly\.yml,line=3,col=3,/)
  })

  it('refuses bytes that no pipeline has, in the pipeline and in a template, at their places', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'ci/nul.yml'), 'steps:\n- bash: a\0b\n')
    writeFileSync(join(cwd, 'ci/steps.yml'), Buffer.concat([Buffer.from('steps:\n- bash: é'), Buffer.of(0xff)]))
    const { code, stdout } = await mintwell(['validate', 'azure-pipelines.yml', 'ci/nul.yml'], { cwd })
    expect(code).toBe(1)
    expect(stdout).toContain('ci/steps.yml:2:10: the byte 0xFF is not UTF-8 here\n')
    expect(stdout).toContain('ci/nul.yml:2:10: the file contains a NUL character\n')
  })

  it('shows what the YAML reader says without the positions and the trace that the service puts around it', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'broken.yml'), 'steps:\n- script: a: b\n- script: [x\n')
    for (const format of ['text', 'github', 'azure', 'sarif']) {
      const { stdout } = await mintwell(['validate', 'broken.yml', '--format', format], { cwd })
      expect(stdout).toContain('Mapping values are not allowed in this context.')
      expect(stdout).not.toMatch(/Idx:|Object reference/)
    }
    const { stderr } = await mintwell(['expand', 'broken.yml'], { cwd })
    expect(stderr).toContain('(Line: 2, Col: 12, Idx: 18) - (Line: 2, Col: 12, Idx: 18): Mapping values')
  })

  it('knows the groups of mintwell.yml by name, without the values of their secrets', async () => {
    const cwd = folder()
    writeFileSync(join(cwd, 'mintwell.yml'), 'variableGroups:\n  Shared: { KEY: { env: NOT_SET_HERE } }\n')
    writeFileSync(join(cwd, 'groups.yml'), 'variables:\n- group: shared\n- group: other\nsteps:\n- bash: echo\n')
    const { code, stdout } = await mintwell(['validate', 'groups.yml'], { cwd })
    expect(code).toBe(0)
    expect(stdout.match(/the variable group '\w+'/g)).toEqual(["the variable group 'other'"])
  })

  it('exits with 0 where all is well, and with 2 where there is nothing to check', async () => {
    const cwd = folder()
    expect((await mintwell(['validate', 'azure-pipelines.yml'], { cwd })).code).toBe(0)
    expect((await mintwell(['validate', 'ci/steps.yml', 'nowhere'], { cwd })).code).toBe(2)
    expect((await mintwell(['validate', '.github'], { cwd })).code).toBe(2)
  })
})

describe('mintwell run --list and --dry-run', () => {
  const text = `
stages:
- stage: Build
  jobs:
  - job: A
    strategy: { matrix: { linux: { os: l }, mac: { os: m } } }
    steps: [{ bash: echo, displayName: Say it }, { task: Nobody@1, condition: false }, { task: Nobody@1 }]
- stage: Deploy
  variables: [{ group: shared }]
  jobs:
  - deployment: D
    environment: production
    strategy: { runOnce: { deploy: { steps: [{ bash: echo d }] } } }
`

  it('print the tree, what would not run and why, and what the run would use', async () => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'p.yml'), text)
    const { code, stdout } = await mintwell(['run', 'p.yml', '--dry-run'], { cwd })
    expect(code).toBe(0)
    expect(stdout.split('\n')).toEqual([
      'stage Build',
      '  job A [matrix: linux, mac]',
      '    - Say it (Bash@3)',
      '    - Nobody@1 if false  <- skipped: its condition is false',
      '    - Nobody@1  <- cannot run here: give the task with --tasks DIR, or --stub Nobody@1',
      'stage Deploy after Build',
      '  deployment D [environment production]',
      '    Deploy',
      '      - Bash@3',
      '',
      'environments: production',
      'variable groups: shared',
      '',
    ])
  })

  it('run one stage alone with its group from mintwell.yml, and mask its secret', async () => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'p.yml'), text.replace('echo d', "'echo $(plain) and $(hidden)'"))
    writeFileSync(join(cwd, 'mintwell.yml'), 'variableGroups:\n  shared: { plain: 1, hidden: { env: HIDDEN } }\n')
    const { code, stdout } = await mintwell(['run', 'p.yml', '--stage', 'deploy'], {
      cwd,
      env: { HIDDEN: 'hunter2hunter2' },
    })
    expect(stdout).toContain('\n1 and ***\n')
    expect(stdout).not.toContain('hunter2')
    expect([code, stdout.includes('Job: Build')]).toEqual([0, false])
  })
})
