import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { mintwell, root, temporaryDirectory } from '../mintwell.ts'

const START = '2026-04-20T01:04:56Z'
const nightly = join(root, 'examples/nightly/azure-pipelines.yml')

const branching = `
stages:
  - stage: Build
    jobs:
      - job: A
        steps: [{ checkout: none }, { bash: echo a }]
      - job: B
        steps: [{ checkout: none }, { bash: 'echo b; exit 1', continueOnError: true }]
  - stage: Deploy
    jobs:
      - deployment: D
        environment: production
        strategy: { runOnce: { deploy: { steps: [{ bash: echo d }] } } }
`

const aws = `
steps:
  - checkout: none
  - task: AzureCLI@2
    displayName: Trade the token at AWS
    inputs:
      azureSubscription: prod
      addSpnToEnvironment: true
      scriptType: bash
      scriptLocation: inlineScript
      inlineScript: |
        curl -sS https://sts.amazonaws.com/ --data-urlencode "WebIdentityToken=$idToken" -d Version=2011-06-15 \\
          -d Action=AssumeRoleWithWebIdentity -d RoleSessionName=night -d RoleArn=arn:aws:iam::123456789012:role/nobody
`

/** Runs a pipeline for its document and its events, and checks that the events alone give the same document and the same tables. */
async function recordOf(text: string, args: readonly string[]): Promise<readonly unknown[]> {
  const directory = temporaryDirectory()
  const file = join(directory, 'azure-pipelines.yml')
  const record = join(directory, 'record.jsonl')
  writeFileSync(file, text)
  // The same record on machines with az and without.
  writeFileSync(join(directory, 'mintwell.yml'), 'azureCli: { login: lazy }\n')
  const ran = await mintwell(['run', file, ...args, '--jsonl', record, '--json'])
  const shown = await mintwell(['show', record, '--json'])
  expect(shown).toMatchObject({ code: 0, stdout: ran.stdout })
  return readFileSync(record, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

describe('a record', () => {
  let validate: ValidateFunction
  beforeAll(() => {
    const schema = JSON.parse(readFileSync(join(root, 'docs/reference/record.schema.json'), 'utf8')) as object
    validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
  })

  it.each([
    ['one run', readFileSync(nightly, 'utf8').replace('node exchange.mjs', 'true'), ['--at', START]],
    [
      'twenty runs under echo',
      readFileSync(nightly, 'utf8').replace('node exchange.mjs', 'true'),
      ['--start', START, '--runs', '20', '--every', '24h', '--fault', 'echo'],
    ],
    ['parallel jobs and a deployment', branching, ['--parallel']],
    ['an exchange at AWS', aws, ['--at', START, '--fault', 'late-bound']],
  ])('of %s gives the same document as the run, and follows the published schema', async (_name, text, args) => {
    const envelopes = await recordOf(text, args)
    const wrong = envelopes.filter((envelope) => !validate(envelope)).map((envelope) => JSON.stringify(envelope))
    expect(wrong.slice(0, 3)).toEqual([])
    expect(envelopes.map((envelope) => (envelope as { seq: number }).seq)).toEqual(
      envelopes.map((_, index) => index + 1),
    )
  })

  it('of an interrupted run gives the document that the run printed', async () => {
    const directory = temporaryDirectory()
    const file = join(directory, 'azure-pipelines.yml')
    const record = join(directory, 'record.jsonl')
    writeFileSync(file, 'steps:\n  - checkout: none\n  - bash: echo begun; sleep 600\n')
    const ran = await mintwell(['run', file, '--real-time', '--jsonl', record, '--json'], {
      onOutput: (text, kill) => text.includes('begun\n') && kill('SIGINT'),
    })
    expect(ran.code).toBe(130)
    expect(ran.stderr).toContain('interrupted after 0 of 1 runs')
    expect(JSON.parse(ran.stdout)).toMatchObject({ runs: [{ result: 'canceled' }] })
    expect((await mintwell(['show', record, '--json'])).stdout).toBe(ran.stdout)
  })

  it('prints the summary that the run printed, and the log before it when asked', async () => {
    const record = join(temporaryDirectory(), 'record.jsonl')
    const ran = await mintwell(['run', nightly, '--at', START, '--jsonl', record])
    const shown = await mintwell(['show', record])
    expect(shown.code).toBe(0)
    expect(ran.stdout.endsWith(`\n${shown.stdout}`)).toBe(true)
    expect((await mintwell(['show', record, '--log'])).stdout).toBe(ran.stdout)
  })

  it('that is none is refused with the line', async () => {
    const file = join(temporaryDirectory(), 'x.jsonl')
    writeFileSync(file, 'hello\n')
    expect(await mintwell(['show', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('line 1 is neither an event nor a receipt') as string,
    })
  })
})
