import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createManualClock } from '@mintwell/clock'
import * as fflate from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { type Io, UsageError } from '../verb.ts'
import { explain } from './explain.ts'

const NIGHT = `The nightly job died again; a later run printed Token nbf=2026-04-21T01:04:56Z exp=2026-04-22T01:09:56Z iss=***
2026-04-21T01:15:07.727+00:00 ERROR AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-04-21T01:15:07.6888766Z, assertion valid from 2026-04-20T01:04:59.0000000Z, expiry time of assertion 2026-04-21T01:09:59.0000000Z. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials . Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00 Correlation ID: 76f0970f-e2e9-4ac4-85b1-ffb0424c000c Timestamp: 2026-04-21 01:15:07Z
`

const directory = mkdtempSync(join(tmpdir(), 'explain-'))
afterAll(() => rmSync(directory, { recursive: true }))

async function call(argv: readonly string[], stdin = '', terminal = false) {
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk: Buffer) => {
      output[name] += chunk.toString()
    })
  const io: Io = {
    stdin: Object.assign(new PassThrough().end(stdin), { isTTY: terminal }),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: directory,
    clock: createManualClock(0, 'refuse'),
    signal: new AbortController().signal,
  }
  try {
    return { code: await explain.run(argv, io), message: '', ...output }
  } catch (error) {
    return { code: error instanceof UsageError ? 'usage' : 'error', message: (error as Error).message, ...output }
  }
}

describe('mintwell explain', () => {
  test('The night of the report is explained as an echo, and the exit code is 0.', async () => {
    const { code, stdout, stderr } = await call(['-'], NIGHT)
    expect(code).toBe(0)
    expect(stdout).toContain('echo: the service re-issues one token until it expires (likely, inferred).')
    expect(stdout).toContain('24 h 10 min 8 s after it began, 5 min 8 s late')
    expect(stderr).toBe('')
  })

  test('With --json one document is printed, with the keys that programs read.', async () => {
    writeFileSync(join(directory, 'night.log'), NIGHT)
    const { code, stdout } = await call(['night.log', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      findings: [
        {
          code: 'AADSTS700024',
          at: '2026-04-21T01:15:07.688Z',
          assertion: { windowSeconds: 86_700, sinceNotBeforeSeconds: 87_008, lateBySeconds: 308 },
          issuerKind: 'entra',
          mechanisms: [{ name: 'echo', evidence: expect.stringContaining('3 s before') }],
          cures: expect.arrayContaining([expect.stringContaining('Run the job again')]),
        },
      ],
      warnings: [],
    })
  })

  test('A text with nothing known in it gives exit code 1, on stderr in words, with --json as an empty document.', async () => {
    const plain = await call([], 'all is well')
    expect(plain).toMatchObject({ code: 1, stdout: '' })
    expect(plain.stderr).toContain('nothing in this text is recognised')
    const asJson = await call(['--json'], '')
    expect(asJson).toMatchObject({ code: 1, stderr: '' })
    expect(JSON.parse(asJson.stdout)).toEqual({ schema: 1, findings: [], warnings: [] })
  })

  test('A missing file and a bare terminal are wrong use.', async () => {
    expect(await call(['missing.log'])).toMatchObject({
      code: 'usage',
      message: expect.stringContaining('there is no such file'),
    })
    expect((await call([], '', true)).code).toBe('usage')
  })

  test('Several files and the files of a folder are one text: what one shows is evidence for the other.', async () => {
    const [shown = '', refused = ''] = NIGHT.split('\n')
    mkdirSync(join(directory, 'run/1_deploy'), { recursive: true })
    writeFileSync(join(directory, 'run/1_deploy/2_inspect.txt'), shown)
    writeFileSync(join(directory, 'run/1_deploy/1_exchange.txt'), refused)
    for (const argv of [
      ['run/1_deploy/1_exchange.txt', 'run/1_deploy/2_inspect.txt', '--json'],
      ['run', '--json'],
    ]) {
      const { code, stdout } = await call(argv)
      expect(code).toBe(0)
      expect(JSON.parse(stdout).findings).toMatchObject([{ mechanisms: [{ name: 'echo' }] }])
    }
  })

  test('A file in UTF-16, as Windows PowerShell writes it, is read, and so is one with a byte order mark.', async () => {
    writeFileSync(join(directory, 'utf16.log'), Buffer.from(`\uFEFF${NIGHT}`, 'utf16le'))
    writeFileSync(join(directory, 'bom.log'), `\uFEFF${NIGHT}`)
    for (const file of ['utf16.log', 'bom.log']) expect((await call([file])).code).toBe(0)
  })

  test('Ctrl-C ends the wait for standard input.', async () => {
    const controller = new AbortController()
    const stdin = new PassThrough()
    const io = { stdin, env: {}, cwd: directory, signal: controller.signal } as unknown as Io
    const waiting = explain.run(['-'], io)
    controller.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'ABORT_ERR' })
  })

  test('A token in the text is warned of and never repeated; as an argument it is refused.', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const token = `${part({ alg: 'RS256' })}.${part({ iat: 1, exp: 2 })}.Q2FuYXJ5Q2FuYXJ5`
    for (const text of [`${NIGHT}${token}`, `only ${token}`, `AADSTS50027: bad token ${token}`]) {
      for (const argv of [['-'], ['-', '--json']]) {
        const { stdout, stderr } = await call(argv, text)
        expect(stdout).toContain('unmasked')
        for (const piece of token.split('.')) expect(stdout + stderr).not.toContain(piece)
      }
    }
    const refused = await call([token])
    expect(refused.code).toBe('usage')
    expect(refused.message).not.toContain('Q2FuYXJ5')
    expect(refused.message).toContain('mintwell explain -')
  })
})

describe('the logs of a run in an archive', () => {
  const { zipSync, strToU8 } = fflate
  const write = (name: string, files: Readonly<Record<string, string>>) =>
    writeFileSync(
      join(directory, name),
      zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, strToU8(text)]))),
    )

  test('Are explained as they are downloaded, each refusal once, though the log of the job repeats those of its steps.', async () => {
    write('logs.zip', { '1_Job.txt': NIGHT, 'Job/2_Deploy.txt': NIGHT, 'azure-pipelines-expanded.yaml': 'steps: []' })
    const { code, stdout } = await call(['logs.zip', '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout).findings).toMatchObject([{ code: 'AADSTS700024', occurrences: 1 }])
  })

  test('Are read where a job has only one log, and in a folder of archives.', async () => {
    mkdirSync(join(directory, 'archives'))
    write('archives/a.zip', { '1_Job.txt': NIGHT })
    write('archives/b.zip', { '1_Other.txt': NIGHT })
    const { stdout } = await call(['archives', '--json'])
    expect(JSON.parse(stdout).findings).toMatchObject([{ code: 'AADSTS700024', occurrences: 2 }])
  })

  test('Are refused where the archive was cut off.', async () => {
    write('whole.zip', { '1_Job.txt': NIGHT.repeat(50) })
    writeFileSync(join(directory, 'cut.zip'), readFileSync(join(directory, 'whole.zip')).subarray(0, 300))
    expect(await call(['cut.zip'])).toMatchObject({ code: 'error', message: expect.stringContaining('cut off') })
  })
})
