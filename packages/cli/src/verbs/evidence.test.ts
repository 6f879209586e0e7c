import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { type Io, UsageError } from '../verb.ts'
import { evidence } from './evidence.ts'

const directory = mkdtempSync(join(tmpdir(), 'evidence-'))
afterAll(() => rmSync(directory, { recursive: true }))

const DAY = 86_400_000
const MINTED = Date.parse('2026-04-20T01:05:00Z')
const iso = (at: number) => new Date(at).toISOString()
const stamp = (at: number, text: string) => `${iso(at).replace('Z', '1234Z')} ${text}`

/** A night's log: the token that was minted at the first night, and the refusal where it had ended. */
function night(at: number, more: readonly string[] = []): string {
  const [nbf, exp] = [iso(MINTED - 300_000), iso(MINTED + DAY)]
  const ended = at + 660_000 > MINTED + DAY + 300_000
  return [
    stamp(at, '##[section]Starting: Nightly'),
    stamp(at, '##[section]Starting: Initialize job'),
    stamp(at, "Current agent version: '3.251.0'"),
    stamp(at, '##[section]Finishing: Initialize job'),
    stamp(at + 5_123, '##[section]Starting: Take the token'),
    stamp(at + 5_123, 'Task         : Azure CLI'),
    stamp(at + 5_123, 'Description  : runs a script'),
    stamp(at + 5_123, 'Version      : 2.268.0'),
    stamp(
      at + 20_000,
      '[command]/usr/bin/az login --service-principal -u *** --allow-no-subscriptions --federated-token ***',
    ),
    stamp(at + 21_000, `Token nbf=${nbf} exp=${exp} iss=***`),
    ...more.map((text) => stamp(at + 22_000, text)),
    stamp(at + 23_000, '##[section]Finishing: Take the token'),
    stamp(at + 650_123, '##[section]Starting: Trade the token'),
    ...(ended
      ? [
          stamp(
            at + 660_000,
            `##[error]AADSTS700024: Client assertion is not within its valid time range. Current time: ${iso(at + 660_000)}, assertion valid from ${nbf}, expiry time of assertion ${exp}. Trace ID: 4b12cc4e-c3e1-46db-8824-01039e9c1a00`,
          ),
        ]
      : [stamp(at + 660_000, 'traded')]),
    stamp(at + 661_000, '##[section]Finishing: Trade the token'),
    stamp(at + 662_000, '##[section]Finishing: Nightly'),
    '',
  ].join('\n')
}

const nights = { first: night(MINTED - 20_000), day: night(MINTED + DAY / 2), last: night(MINTED + DAY - 240_000) }

function write(path: string, content: string | Uint8Array): string {
  mkdirSync(dirname(join(directory, path)), { recursive: true })
  writeFileSync(join(directory, path), content)
  return path
}

async function call(argv: readonly string[], stdin: string | Uint8Array = '') {
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk: Buffer) => {
      output[name] += chunk.toString()
    })
  const io: Io = {
    stdin: new PassThrough().end(stdin),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env: {},
    cwd: directory,
    clock: { now: () => MINTED, sleepUntil: () => Promise.reject(new Error('nothing sleeps here')) },
    signal: new AbortController().signal,
  }
  try {
    return { code: await evidence.run(argv, io), ...output }
  } catch (error) {
    return { code: error instanceof UsageError ? 'usage' : 'error', ...output, stderr: (error as Error).message }
  }
}

const zipOf = (files: Readonly<Record<string, string>>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])))

describe('mintwell evidence', () => {
  write('nights/first.txt', nights.first)
  write('nights/day.txt', nights.day)
  write('nights/last.txt', nights.last)

  it('reads a folder of logs, and says the mechanism, the reasons, a row a run and what support asks for', async () => {
    const { code, stdout } = await call(['nights'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Echo \(likely\).*same token ×3 over 23 h 56 min/)
    expect(stdout).toMatch(/last .*AADSTS700024.*echo/)
    expect(stdout).toContain('task: Azure CLI 2.268.0')
    expect(stdout).toContain('agent 3.251.0, self-hosted')
  })

  it('gives one document with the mechanism, its reasons, the runs and the tokens', async () => {
    const { stdout } = await call(['nights', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      mechanism: 'echo',
      reasons: expect.arrayContaining([{ text: expect.any(String), run: 'day', at: expect.any(String) }]),
      runs: [{ id: 'first' }, { id: 'day' }, { id: 'last', result: 'failed', mechanism: 'echo' }],
      tokens: [{ taken: 3, refused: 1, expiresAt: '2026-04-21T01:05:00Z' }],
    })
  })

  it.each([
    [
      'zips of "Download logs"',
      () =>
        Object.entries(nights).map(([name, text], index) =>
          write(`zips/logs_${index + 1}.zip`, zipOf({ '1_Nightly.txt': text, 'initializeLog.txt': name })),
        ),
    ],
    [
      'one zip of all files',
      () => [
        write('all.zip', zipOf({ 'a/first.txt': nights.first, 'a/day.txt': nights.day, 'a/last.txt': nights.last })),
      ],
    ],
    [
      'files with Windows line ends',
      () => Object.entries(nights).map(([name, text]) => write(`crlf/${name}.log`, text.replaceAll('\n', '\r\n'))),
    ],
  ])('reads %s', async (_, paths) => {
    const { stdout } = await call([...paths(), '--json'])
    expect(JSON.parse(stdout)).toMatchObject({ mechanism: 'echo', runs: [{}, {}, {}] })
  })

  it('reads standard input, as text and as an archive', async () => {
    expect(JSON.parse((await call(['-', '--json'], nights.last)).stdout).runs).toHaveLength(1)
    const archive = await call(['--json'], zipOf({ '1_Nightly.txt': nights.last }))
    expect(JSON.parse(archive.stdout).runs).toHaveLength(1)
  })

  it('writes a page and Markdown of the same', async () => {
    const { stdout, stderr } = await call(['nights', '--html', 'page.html', '--markdown'])
    expect(stdout).toContain('same token ×3')
    expect(stderr).toContain('page.html')
    expect(readFileSync(join(directory, 'page.html'), 'utf8')).toContain('AADSTS700024')
  })

  it('gives names pseudonyms, and leaves times and codes', async () => {
    const { stdout } = await call(['nights', '--json', '--pseudonymise'])
    expect(stdout).not.toMatch(/Nightly|"Take the token"|"first"|nights/)
    expect(JSON.parse(stdout)).toMatchObject({ mechanism: 'echo', tokens: [{ expiresAt: '2026-04-21T01:05:00Z' }] })
  })

  it('says that nothing was found, with the exit code 1, and still gives a document', async () => {
    const { code, stdout, stderr } = await call(['-', '--json'], 'nothing of the kind\n')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, mechanism: 'none', runs: [] })
    expect(stderr).toContain('nothing of a pipeline')
  })

  it('takes what cannot be read for wrong use', async () => {
    expect(await call(['missing.log'])).toMatchObject({ code: 'usage', stderr: expect.stringContaining('missing.log') })
    expect((await call(['nights', '--json', '--markdown'])).code).toBe('usage')
  })
})

describe('what evidence must not let through', () => {
  const TOKEN = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"iss":"https://issuer.example","canary":"c4n4ry"}').toString('base64url')}.c2lnbmF0dXJl`
  const lines = [
    `##[error]AADSTS50027: JWT token is invalid: ${TOKEN} password=hunter2hunter2`,
    `##[warning]Authorization: Bearer abcdef0123456789abcdef0123456789`,
    '##[error]\u001b]0;owned\u0007\u001b[2J ##vso[task.setvariable variable=x]y',
  ]

  it.each([[[]], [['--json']], [['--markdown']]])(
    'a token, a password, a header or a terminal command, with %j',
    async (options) => {
      write('secrets/log.txt', night(MINTED, lines))
      const { code, stdout } = await call(['secrets', '--html', 'secrets.html', ...options])
      const page = readFileSync(join(directory, 'secrets.html'), 'utf8')
      expect(code).toBe(0)
      for (const text of [stdout, page]) {
        expect(text).not.toMatch(/c4n4ry|eyJhbGciOiJSUzI1NiJ9\.|hunter2hunter2|abcdef0123456789abcdef/)
        expect(text).not.toContain('\u001b')
        expect(text).not.toContain('##vso[')
      }
    },
  )
})

describe('archives and files that are broken or hostile', () => {
  const good = zipOf({ '1_Nightly.txt': nights.last })

  it.each([
    ['is cut off', () => good.subarray(0, good.length - 30)],
    [
      'has a directory that points nowhere',
      () => {
        const bytes = Uint8Array.from(good)
        new DataView(bytes.buffer).setUint32(bytes.length - 6, 0xfffffff0, true)
        return bytes
      },
    ],
    [
      'has damaged contents',
      () => {
        const bytes = Uint8Array.from(good)
        bytes.fill(0xff, 60, 120)
        return bytes
      },
    ],
  ])('an archive that %s is refused by its code, without a crash', async (name, bytes) => {
    const path = write(`broken/${name.replaceAll(' ', '-')}.zip`, bytes())
    const { code, stderr } = await call([path])
    expect(code).toBe(2)
    expect(stderr).toContain('the archive cannot be read')
  })

  it('an archive that unpacks to far more than its size is refused before it is unpacked', async () => {
    const path = write('bomb.zip', zipSync({ 'bomb.txt': new Uint8Array(32 * 1_048_576) }))
    expect(await call([path])).toMatchObject({ code: 2, stderr: expect.stringContaining('times its size') })
  })

  it('paths that lead out of an archive are left out', async () => {
    const path = write('slip.zip', zipOf({ '../../etc/passwd.txt': nights.first, '1_Nightly.txt': nights.last }))
    const { stdout } = await call([path, '--json'])
    expect(JSON.parse(stdout).runs).toHaveLength(1)
  })

  it('a broken archive in a folder is named, and the rest is read', async () => {
    write('mixed/last.txt', nights.last)
    write('mixed/broken.zip', good.subarray(0, 40))
    write('mixed/picture.png', Uint8Array.of(0x89, 0x50, 0, 0, 0))
    const { code, stdout, stderr } = await call(['mixed', '--json'])
    expect(code).toBe(0)
    expect(stderr).toMatch(/broken\.zip is left out/)
    expect(stderr).toMatch(/picture\.png is left out: it is not text/)
    expect(JSON.parse(stdout).runs).toHaveLength(1)
  })

  it('lines without an end, nested sections and numbers that are no times are read through', async () => {
    const odd = [
      `${'x'.repeat(300_000)}`,
      '##[section]Starting: '.repeat(500),
      'Token nbf=99999999999999999999 exp=-1 iat=NaN',
      'azureclitaskscript9999999999999.sh',
      '{"message":{"a":1}}',
      '{"timestamp":"not a time","message":"az login --federated-token ***"}',
      nights.last,
    ].join('\n')
    const { code, stdout } = await call(['-', '--json'], odd)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1 })
  })
})
