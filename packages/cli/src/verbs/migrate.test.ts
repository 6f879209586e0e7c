import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { realClock } from '@mintwell/clock'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MigrationDocument } from '../migrate/format-report.ts'
import { migrate } from './migrate.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintwell-migrate-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const STEP = 'steps:\n- task: AzureCLI@2 # nightly\n'
const DONE = 'steps:\n- task: MintwellAzureCLI@1 # nightly\n'

function write(name: string, text: string | Buffer): string {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

async function call(...args: string[]): Promise<{ code: number; out: string }> {
  const stdout = new PassThrough()
  let out = ''
  stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString()
  })
  const code = await migrate.run(args, {
    stdin: Readable.from([]),
    stdout,
    stderr: new PassThrough(),
    env: {},
    cwd: folder,
    clock: realClock,
    signal: new AbortController().signal,
  })
  return { code, out }
}

async function report(...args: string[]): Promise<{ code: number; document: MigrationDocument }> {
  const { code, out } = await call(...args, '--json')
  return { code, document: JSON.parse(out) as MigrationDocument }
}

describe('mintwell migrate', () => {
  it('rewrites a file, and the second time changes nothing', async () => {
    const file = write('a.yml', STEP)
    const first = await call('a.yml')
    expect(first).toMatchObject({ code: 0, out: expect.stringContaining('a.yml:2: AzureCLI@2 -> MintwellAzureCLI@1') })
    expect(readFileSync(file, 'utf8')).toBe(DONE)
    const written = statSync(file).mtimeMs
    const second = await call('a.yml')
    expect(second).toMatchObject({ code: 0, out: expect.stringContaining('Nothing to rewrite') })
    expect(statSync(file).mtimeMs).toBe(written)
  })

  it('only reports with --check, and exits with 1 when there is something to rewrite', async () => {
    const file = write('a.yml', STEP)
    expect(await call('a.yml', '--check')).toMatchObject({
      code: 1,
      out: expect.stringContaining('1 step in 1 file would be rewritten'),
    })
    expect(readFileSync(file, 'utf8')).toBe(STEP)
    writeFileSync(file, DONE)
    expect((await call('a.yml', '--check')).code).toBe(0)
  })

  it('takes a folder with all below it, but not what is installed in it', async () => {
    const nested = write('templates/deep/b.yaml', STEP)
    const installed = write('node_modules/x/c.yml', STEP)
    write('d.txt', STEP)
    const { code, document } = await report('.')
    expect(code).toBe(0)
    expect(document.files.map(({ file }) => file)).toEqual(['./templates/deep/b.yaml'])
    expect([readFileSync(nested, 'utf8'), readFileSync(installed, 'utf8')]).toEqual([DONE, STEP])
  })

  it('keeps the bytes around the name, the mode and a link', async () => {
    const before = Buffer.concat([
      Buffer.from([0xef, 0xbb, 0xbf]),
      Buffer.from('steps:\r\n- task: AzureCLI@2\r\n  displayName: Größe\r\n'),
    ])
    const file = write('a.yml', before)
    chmodSync(file, 0o640)
    symlinkSync('a.yml', join(folder, 'link.yml'))
    expect((await call('link.yml')).code).toBe(0)
    expect(readFileSync(file, 'latin1')).toBe(before.toString('latin1').replace('AzureCLI@2', 'MintwellAzureCLI@1'))
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(lstatSync(join(folder, 'link.yml')).isSymbolicLink()).toBe(true)
  })

  it('says what stays exposed, and which script hands its token on', async () => {
    write(
      'a.yml',
      [
        'steps:',
        '- task: AzureCLI@2',
        '  inputs:',
        '    inlineScript: |',
        '      echo "##vso[task.setvariable variable=OIDC_TOKEN;issecret=true]$idToken"',
        '- task: AzurePowerShell@5',
        '- task: AzureKeyVault@2',
        '  inputs: { azureSubscription: c }',
        '- task: AzureResourceManagerTemplateDeployment@3',
        '- task: AzureWebApp@1',
        '  inputs: { azureSubscription: c }',
        '- task: TerraformTask@5',
        '  inputs: { backendServiceArm: c }',
        '- task: NodeTool@0',
      ].join('\n'),
    )
    const { document } = await report('a.yml')
    expect(document.files[0]?.exposed.map(({ line, task }) => `${line} ${task}`)).toEqual([
      '2 AzureCLI@2',
      '6 AzurePowerShell@5',
      '7 AzureKeyVault@2',
      '9 AzureResourceManagerTemplateDeployment@3',
      '10 AzureWebApp@1',
    ])
    expect(document.files[0]?.exposed[0]?.reason).toContain('budget')
  })

  it('says what it does not cure before what it has done, by the rules of lint, and reads the files that steps run', async () => {
    write('ci/deploy.sh', 'export ARM_OIDC_TOKEN="$idToken"\n')
    write(
      'a.yml',
      'steps:\n- task: AzureCLI@2\n  inputs:\n    scriptType: bash\n    scriptLocation: scriptPath\n    scriptPath: ci/deploy.sh\n',
    )
    const { document } = await report('a.yml', '--check')
    expect(document.files[0]?.exposed).toMatchObject([{ line: 2, task: 'AzureCLI@2', rule: 'L05' }])
    const { out } = await call('a.yml')
    expect(out.indexOf('Still exposed')).toBeLessThan(out.indexOf('1 step in 1 file rewritten'))
  })

  it('no longer speaks of a token that is handed on when the step has a budget', async () => {
    write(
      'a.yml',
      `- task: MintwellAzureCLI@1\n  inputs:\n    budget: 30m\n    inlineScript: echo "##vso[task.setvariable variable=T]$idToken"\n`,
    )
    expect((await report('a.yml')).document.files[0]?.exposed).toEqual([])
  })

  it('leaves a file that is no YAML untouched and exits with 1, but passes over foreign files of a folder', async () => {
    const text = 'steps:\n- task: AzureCLI@2\n  inputs: {\n'
    const file = write('a.yml', text)
    const { code, document } = await report('a.yml')
    expect([code, document.files[0]?.problem?.line]).toEqual([1, expect.any(Number)])
    expect(readFileSync(file, 'utf8')).toBe(text)
    rmSync(file)
    write('chart/templates/x.yaml', '{{- if .Values.x }}\ntask: {{ .x }}\n{{- end }}\n')
    expect(await report('.')).toMatchObject({ code: 0, document: { files: [] } })
  })

  it('does not touch a file that is not UTF-8', async () => {
    const bytes = Buffer.from('steps:\n- task: AzureCLI@2 # Gr\xf6\xdfe\n', 'latin1')
    const file = write('a.yml', bytes)
    // In a folder, too, a step that stays must not go unsaid; a file that has none may.
    write('b.yml', Buffer.from('name: Gr\xf6\xdfe\n', 'latin1'))
    for (const path of ['a.yml', '.']) {
      const { code, document } = await report(path)
      expect([code, document.files.map(({ problem }) => problem?.message)]).toEqual([1, ['the file is not UTF-8']])
    }
    expect(readFileSync(file).equals(bytes)).toBe(true)
  })

  it.each([[[]], [['missing.yml']], [['--wat']]])('refuses the call %j', async (args) => {
    await expect(call(...args)).rejects.toThrow()
  })
})
