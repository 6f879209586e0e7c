import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { realClock } from '@mintwell/clock'
import { Ajv } from 'ajv'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../verb.ts'
import { lint } from './lint.ts'
import { sarifSchema } from './test-sarif-schema.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintwell-lint-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

async function call(args: readonly string[], input = ''): Promise<{ code: number; out: string; err: string }> {
  const texts = { out: '', err: '' }
  const stream = (name: 'out' | 'err') => {
    const through = new PassThrough()
    through.on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString()
    })
    return through
  }
  const io = { stdin: Readable.from([input]), stdout: stream('out'), stderr: stream('err'), env: {}, cwd: folder }
  const code = await lint.run(args, { ...io, clock: realClock, signal: new AbortController().signal })
  return { code, ...texts }
}

interface Document {
  readonly schema: number
  readonly findings: readonly Readonly<Record<string, unknown>>[]
}

async function findings(...args: string[]): Promise<Document['findings']> {
  const document = JSON.parse((await call([...args, '--json'])).out) as Document
  expect(document.schema).toBe(1)
  return document.findings
}

const KEEPING = [
  'steps:',
  '- task: AzureCLI@2',
  '  inputs:',
  '    azureSubscription: production',
  '    scriptType: bash',
  '    scriptLocation: inlineScript',
  '    inlineScript: |',
  '      az group list',
  '      export TOKEN=$idToken',
  '',
].join('\n')
const CALLING = 'trigger: none\nsteps:\n- template: steps.yml\n'
const CLEAN = 'trigger: none\nsteps:\n- bash: make\n'

describe('mintwell lint', () => {
  it('exits with 0 where nothing is found, 1 where something is, and refuses a call without anything to check', async () => {
    write({ 'clean.yml': CLEAN, 'keeping.yml': KEEPING, 'empty/readme.md': '' })
    expect(await call(['clean.yml'])).toMatchObject({ code: 0, out: '', err: '1 file: no findings\n' })
    expect(await call(['keeping.yml'])).toMatchObject({ code: 1, err: '1 file: 1 warning\n' })
    for (const args of [[], ['empty'], ['missing.yml'], ['clean.yml', '--format', 'xml'], ['-', '--fix']])
      await expect(call(args, CLEAN)).rejects.toThrow(UsageError)
  })

  it('shows the place, the line, the chain of templates, the reason, the cure and the page', async () => {
    write({ 'azure-pipelines.yml': CALLING, 'steps.yml': KEEPING })
    const { out } = await call(['.'])
    expect(out).toContain('steps.yml:9:7: warning: the ID token is put into the environment as TOKEN\n')
    expect(out).toContain('  9 |       export TOKEN=$idToken\n    |       ^\n')
    expect(out).toContain('called from azure-pipelines.yml:3:13\n')
    expect(out).toMatch(/ {2}why: .+\n {2}fix: .+\n {2}docs\/rules\/L19-token-in-environment\.md \[L19\]\n/)
  })

  it('gives findings as data, with the keys that programs rely on', async () => {
    write({ 'azure-pipelines.yml': CALLING, 'steps.yml': KEEPING })
    expect(await findings('.')).toEqual([
      expect.objectContaining({
        rule: 'L19',
        severity: 'warning',
        message: 'the ID token is put into the environment as TOKEN',
        file: 'steps.yml',
        line: 9,
        column: 7,
        fix: expect.any(String),
        via: [{ file: 'azure-pipelines.yml', line: 3, column: 13 }],
      }),
    ])
  })

  it('writes annotations for GitHub and logging commands for Azure Pipelines', async () => {
    write({ 'keeping.yml': KEEPING })
    expect((await call(['keeping.yml', '--format', 'github'])).out).toMatch(
      /^::warning file=keeping\.yml,line=9,col=7,title=L19::/,
    )
    expect((await call(['keeping.yml', '--format', 'azure'])).out).toMatch(
      /^##vso\[task\.logissue type=warning;sourcepath=keeping\.yml;linenumber=9;columnnumber=7;code=L19\]/,
    )
  })

  it('writes SARIF 2.1.0 with all rules, regions and fingerprints', async () => {
    write({ 'azure-pipelines.yml': CALLING, 'steps.yml': KEEPING })
    const log: unknown = JSON.parse((await call(['.', '--format', 'sarif'])).out)
    const validate = new Ajv({ strict: false, allErrors: true, formats: { uri: URL.canParse } }).compile(sarifSchema)
    validate(log)
    expect(validate.errors ?? []).toEqual([])
    expect(log).toMatchObject({
      runs: [
        {
          results: [
            {
              ruleId: 'L19',
              level: 'warning',
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: { uri: 'steps.yml', uriBaseId: '%SRCROOT%' },
                    region: { startLine: 9, startColumn: 7, endLine: 9, endColumn: 28 },
                  },
                },
              ],
              relatedLocations: [{ message: { text: 'called from here' } }],
            },
          ],
        },
      ],
    })
  })

  it('gives the same fingerprint where lines move, and another one for another script', async () => {
    const fingerprint = async (text: string) => {
      write({ 'a.yml': text })
      return (await findings('a.yml')).map(({ fingerprint: value }) => value)
    }
    const first = await fingerprint(KEEPING)
    expect(
      await fingerprint(`# a comment\n\n${KEEPING.replace('az group list', 'az group list\n      # more')}`),
    ).toEqual(first)
    expect(await fingerprint(KEEPING.replace('TOKEN=', 'OTHER='))).not.toEqual(first)
  })

  it('reads a pipeline on standard input', async () => {
    const { code, out } = await call(['-'], KEEPING)
    expect([code, out]).toEqual([1, expect.stringMatching(/^-:9:7: warning/)])
  })

  it('finds pipelines, templates that none of them uses, and files of other tools that pin the issuer', async () => {
    write({
      'app/azure-pipelines.yml': CLEAN,
      'unused.yml': KEEPING,
      'main.tf': 'issuer = "https://vstoken.dev.azure.com/1"\n',
      'other.tf': 'issuer = var.issuer\n',
      'package.json': '{"x": "https://vstoken.dev.azure.com/1"}',
      'node_modules/x/azure-pipelines.yml': KEEPING,
      '.github/workflows/x.yml': 'on: push\njobs:\n  a:\n    steps:\n    - run: true\n',
    })
    expect((await findings('.')).map(({ rule, file }) => `${rule} ${file}`).sort()).toEqual([
      'L12 main.tf',
      'L19 unused.yml',
    ])
    expect((await findings('main.tf')).map(({ file, line }) => `${file}:${line}`)).toEqual(['main.tf:1'])
  })

  it('checks a pipeline by itself where its templates cannot be read, and says so', async () => {
    write({ 'a.yml': `${KEEPING}- template: missing.yml\n` })
    const { code, out, err } = await call(['a.yml'])
    expect([code, out]).toEqual([1, expect.stringContaining('[L19]')])
    expect(err).toContain('a.yml: its templates could not be expanded')
  })

  it('reads templates where a parameter has a value only when a run is queued', async () => {
    const parameters =
      'parameters:\n- {name: ring, type: string, values: [one, two]}\n- {name: dry, type: boolean}\n- {name: regions, type: object}\n'
    write({ 'azure-pipelines.yml': `${parameters}${CALLING}`, 'steps.yml': KEEPING })
    const { out, err } = await call(['azure-pipelines.yml'])
    expect([out, err]).toEqual([expect.stringContaining('steps.yml:9:7'), '2 files: 1 warning\n'])
  })

  it('fixes a template through the pipelines that use it', async () => {
    const steps = KEEPING.replace('export TOKEN=$idToken', 'echo "##vso[task.setvariable variable=T]$idToken"')
    write({
      'a/azure-pipelines.yml': CALLING.replace('steps.yml', '/steps.yml'),
      'b/azure-pipelines.yml': CALLING.replace('steps.yml', '/steps.yml'),
      'steps.yml': steps,
      '.git/HEAD': '',
    })
    expect((await call(['.', '--fix-unsafe'])).err).toContain('1 fixed')
    expect(readFileSync(join(folder, 'steps.yml'), 'utf8')).toBe(
      steps.replace('variable=T]', 'variable=T;issecret=true]'),
    )
  })

  it('passes over the templates of repositories that nobody has', async () => {
    const resources = 'resources:\n  repositories:\n  - {repository: shared, name: contoso/shared}\n'
    write({ 'a.yml': `${resources}${KEEPING}- template: steps.yml@shared\n` })
    const { out, err } = await call(['a.yml'])
    expect([out, err]).toEqual([expect.stringContaining('[L19]'), '1 file: 1 warning\n'])
  })

  it('fails where a file is not YAML, and goes on with the others', async () => {
    write({ 'azure-pipelines.yml': 'steps:\n- bash: [\n', 'b/azure-pipelines.yml': KEEPING })
    const { code, out, err } = await call(['.'])
    expect([code, out]).toEqual([1, expect.stringContaining('[L19]')])
    expect(err).toMatch(/azure-pipelines\.yml:\d+:\d+: not checked, this is not valid YAML/)
    rmSync(join(folder, 'b'), { recursive: true })
    expect((await call(['.'])).code).toBe(1)
  })

  it('goes by mintwell.yml: rules that are off, severities, files that are left out, connections with a secret', async () => {
    write({ 'ci/azure-pipelines.yml': `trigger: none\n${KEEPING}`, 'legacy/azure-pipelines.yml': KEEPING })
    const settings = async (text: string) => {
      write({ 'mintwell.yml': text })
      return (await findings('.')).map(({ rule, severity, file }) => `${rule} ${severity} ${file}`)
    }
    expect(await settings('lint: {ignore: [legacy/**]}\n')).toEqual(['L19 warning ci/azure-pipelines.yml'])
    expect(await settings('lint: {severity: {token-in-environment: error}, ignore: [legacy]}\n')).toEqual([
      'L19 error ci/azure-pipelines.yml',
    ])
    expect(await settings('lint: {disable: [L19]}\n')).toEqual([])
    expect(
      await settings('lint: {disable: [L19], ignore: [legacy]}\nconnections: {production: {scheme: secret}}\n'),
    ).toEqual(['L14 warning ci/azure-pipelines.yml'])
    write({ 'mintwell.yml': 'lint: {disable: [L99]}\n' })
    await expect(call(['.'])).rejects.toThrow("there is no rule 'L99'")
  })

  it('shows hostile names and scripts without their control characters and commands', async () => {
    const script =
      'echo \\"##vso[task.setvariable variable=A\\e[31m##vso[task.complete result=Failed;issecret=true]$idToken\\"'
    write({ 'a.yml': KEEPING.replace(/inlineScript: \|[\s\S]*/, `inlineScript: "${script}"\n`) })
    for (const format of ['text', 'json', 'sarif', 'azure', 'github']) {
      const { code, out } = await call(['a.yml', '--format', format])
      expect([code, out.includes('\u001b')]).toEqual([1, false])
      expect(out.replaceAll(/^##vso\[task\.logissue /gm, '')).not.toContain('##vso[')
    }
  })

  it('makes the safe fixes with --fix alone, all with --fix-unsafe, and nothing the second time', async () => {
    const text = `variables:\r\n  DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN: true # on\r\n${KEEPING.replaceAll('\n', '\r\n').replace('export TOKEN=$idToken', 'echo "##vso[task.setvariable variable=T]$idToken"')}`
    write({ 'a.yml': text })
    const read = () => readFileSync(join(folder, 'a.yml'), 'utf8')
    expect((await call(['a.yml', '--fix'])).err).toContain('1 fixed')
    const safe = text.replace('TOKEN: true', 'TOKEN: false')
    expect(read()).toBe(safe)
    expect((await call(['a.yml', '--fix'])).err).not.toContain('fixed;')
    expect(read()).toBe(safe)
    await call(['a.yml', '--fix-unsafe'])
    expect(read()).toBe(safe.replace('variable=T]', 'variable=T;issecret=true]'))
  })
})
