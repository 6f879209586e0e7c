import { generateKeyPairSync, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { createManualClock } from '@mintwell/clock'
import { afterAll, describe, expect, test } from 'vitest'
import { type Io, UsageError } from '../verb.ts'
import { inspect } from './inspect.ts'

const NOW = Date.parse('2026-04-20T01:09:57.250Z')
const CANARY = 'Q2FuYXJ5Q2FuYXJ5Q2FuYXJ5'
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const compact = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.${CANARY}`

const minted = Date.parse('2026-04-20T01:09:56Z') / 1_000
const entra = compact({
  iss: 'https://login.microsoftonline.com/9122040d-6c67-4c5b-b112-36a304b66dad/v2.0',
  sub: '/eid1/c/pub/t/DQQikWdsW0yxEjajBLZtrQ/a/rISbSSETf0KqFyZ8ppdXmA/sc/0d5b1c4e-58a5-4a3f-9a67-0a1e2b3c4d5e/6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091',
  aud: 'fb60f99c-7a34-4190-8149-302f77469936',
  iat: minted - 300,
  nbf: minted - 300,
  exp: minted + 86_400,
})
const dying = compact({
  iss: 'https://vstoken.dev.azure.com/9122040d-6c67-4c5b-b112-36a304b66dad',
  sub: 'sc://contoso/shop/production',
  aud: 'api://AzureADTokenExchange',
  iat: minted - 550,
  nbf: minted - 550,
  exp: minted + 50,
})

const directory = mkdtempSync(join(tmpdir(), 'inspect-'))
afterAll(() => rmSync(directory, { recursive: true }))

interface Given {
  readonly stdin?: string | Buffer
  readonly terminal?: boolean
  readonly env?: Record<string, string>
}

async function call(argv: readonly string[], { stdin = '', terminal = false, env = {} }: Given = {}) {
  const output = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (chunk: Buffer) => {
      output[name] += chunk.toString()
    })
  const io: Io = {
    stdin: Object.assign(new PassThrough().end(stdin), { isTTY: terminal }),
    stdout: sink('stdout'),
    stderr: sink('stderr'),
    env,
    cwd: directory,
    clock: createManualClock(NOW, 'refuse'),
    signal: new AbortController().signal,
  }
  let code: number | string
  let message = ''
  try {
    code = await inspect.run(argv, io)
  } catch (error) {
    code = error instanceof UsageError ? 'usage' : 'error'
    message = error instanceof Error ? `${error.message} ${error.stack} ${String(error.cause)}` : String(error)
  }
  const told = `${output.stdout}${output.stderr}${message}`
  expect(told).not.toContain(CANARY)
  for (const piece of entra.split('.')) expect(told).not.toContain(piece)
  return { code, message, ...output }
}
const json = async (argv: readonly string[], given: Given) => {
  const { code, stdout } = await call([...argv, '--json'], given)
  return { code, document: JSON.parse(stdout) as { schema: number; at: string; tokens: Record<string, unknown>[] } }
}

describe('mintwell inspect --json', () => {
  test('A new Entra-issued token is fresh, of age near 0 although its iat is 5 minutes back.', async () => {
    const { code, document } = await json(['-'], { stdin: entra })
    expect(code).toBe(0)
    expect(document).toEqual({
      schema: 1,
      at: '2026-04-20T01:09:57.250Z',
      tokens: [
        {
          fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
          issuerKind: 'entra',
          connection: '6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091',
          names: {
            organization: '0d5b1c4e-58a5-4a3f-9a67-0a1e2b3c4d5e',
            connection: '6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091',
            tenant: '9122040d-6c67-4c5b-b112-36a304b66dad',
            issuerTenant: '9122040d-6c67-4c5b-b112-36a304b66dad',
            application: 'Azure DevOps',
            cloud: 'public',
            audience: 'api://AzureADTokenExchange',
          },
          tokenId: null,
          issuer: expect.stringContaining('login.microsoftonline.com'),
          subject: expect.stringContaining('/eid1/'),
          audience: 'fb60f99c-7a34-4190-8149-302f77469936',
          issuedAt: '2026-04-20T01:04:56Z',
          notBefore: '2026-04-20T01:04:56Z',
          expiresAt: '2026-04-21T01:09:56Z',
          mintedAt: '2026-04-20T01:09:56Z',
          lifetimeSeconds: 86_400,
          ageSeconds: 1,
          remainingSeconds: 86_398,
          verdict: 'fresh',
          findings: [],
        },
      ],
    })
  })

  test('Several tokens are judged in their order, and one in breach makes the exit code 1.', async () => {
    const { code, document } = await json([], { stdin: `${JSON.stringify({ oidcToken: entra })}\n${dying}` })
    expect(code).toBe(1)
    expect(document.tokens.map(({ verdict, issuerKind, connection }) => ({ verdict, issuerKind, connection }))).toEqual(
      [
        { verdict: 'fresh', issuerKind: 'entra', connection: '6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091' },
        { verdict: 'expiring', issuerKind: 'azure-devops', connection: 'contoso/shop/production' },
      ],
    )
    expect(document.tokens[1]?.findings).toEqual(['expiring', 'stale'])
  })

  test('A token that comes twice is echoed, which is no breach.', async () => {
    const { code, document } = await json(['-'], { stdin: `${entra} ${entra}` })
    expect(code).toBe(0)
    expect(document.tokens.map(({ verdict }) => verdict)).toEqual(['fresh', 'echoed'])
  })

  test('A malformed look-alike is a breach with nulls and a reason.', async () => {
    const { code, document } = await json(['-'], { stdin: compact({ iat: 1 }) })
    expect(code).toBe(1)
    expect(document.tokens[0]).toMatchObject({
      verdict: 'malformed',
      issuer: null,
      ageSeconds: null,
      remainingSeconds: null,
    })
    expect(document.tokens[0]?.malformed).toContain('exp')
  })
})

describe('Where the token comes from', () => {
  test('From a file beside the working directory, in UTF-8 or in the UTF-16 of Windows PowerShell.', async () => {
    writeFileSync(join(directory, 'token.json'), JSON.stringify({ access_token: entra }))
    writeFileSync(
      join(directory, 'utf16.txt'),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(entra, 'utf16le')]),
    )
    expect((await call(['token.json'])).code).toBe(0)
    expect((await call([join(directory, 'utf16.txt')])).code).toBe(0)
  })

  test('From an environment variable.', async () => {
    expect((await call(['--env', 'idToken'], { env: { idToken: dying } })).code).toBe(1)
  })

  test('A variable that is not set is wrong use, with a hint for that of AzureCLI.', async () => {
    const { code, message } = await call(['--env', 'idToken'])
    expect(code).toBe('usage')
    expect(message).toContain('addSpnToEnvironment')
  })

  test('A token as an argument, whole or in part, is wrong use and is not repeated.', async () => {
    const inJson = `{"oidcToken":"${entra}"}`
    const inOptions = [`--env=${entra}`, `--token=${entra}`].map((option) => [option])
    const rest = [[entra], ['--env', entra], ['--min-remaining', entra], [entra.slice(0, 60)], [inJson]]
    for (const argv of [...inOptions, ...rest]) {
      const { code, message } = await call(argv)
      expect(code).toBe('usage')
      expect(message).toContain('standard input')
      expect(message).not.toContain(entra.slice(0, 30))
    }
  })

  test.each([
    ['', 'the text is empty'],
    ['null\n', 'the word null'],
    ['<!DOCTYPE html><html>', 'a web page'],
    ['hunter2', 'nothing of the form'],
  ])('A text without a token is wrong use and says what it is instead: %j.', async (stdin, expected) => {
    const { code, message } = await call(['-'], { stdin })
    expect(code).toBe('usage')
    expect(message).toContain(expected)
    expect(message).not.toContain('hunter2')
  })

  test('A missing file, a directory, two files, a file and a variable, and a bare terminal are wrong use.', async () => {
    expect((await call(['missing'])).message).toContain('there is no such file')
    expect((await call(['.'])).message).toContain('it is a directory')
    expect((await call(['a', 'b'])).code).toBe('usage')
    expect((await call(['a', '--env', 'B'], { env: { B: entra } })).code).toBe('usage')
    expect((await call([], { terminal: true })).code).toBe('usage')
  })
})

describe('A variable that holds more than the token', () => {
  const problems = async (idToken: string) => {
    const { code, document } = await json(['--env', 'idToken'], { env: { idToken } })
    const ids = document.tokens.flatMap(({ problems: told = [] }) => (told as { id: string }[]).map(({ id }) => id))
    return { code, ids, verdicts: document.tokens.map(({ verdict }) => verdict) }
  }

  test('The token alone has no problems, and the exit code is 0.', async () => {
    expect(await problems(entra)).toEqual({ code: 0, ids: [], verdicts: ['fresh'] })
  })

  test.each([
    ['quotes', `"${entra}"`, ['quotes']],
    ['one quote', `'${entra}`, ['quotes']],
    ['the scheme of a header', `Bearer ${entra}`, ['bearer']],
    ['the scheme in quotes', `"Bearer ${entra}"`, ['bearer', 'quotes']],
    ['a line end', `${entra}\n`, ['line-end']],
    ['a line end of Windows', `${entra}\r\n`, ['line-end']],
    ['a space before', ` ${entra}`, ['space']],
    ['a space after', `${entra} `, ['space']],
    ['a byte order mark', `\uFEFF${entra}`, ['space']],
    ['JSON', `{"oidcToken":"${entra}"}`, ['json']],
    ['JSON with a line end', `{"value": "${entra}"}\n`, ['json', 'line-end']],
    ['a name', `idToken=${entra}`, ['other-text']],
  ])('%s around it is reported, and makes the exit code 1.', async (_, value, ids) => {
    expect(await problems(value)).toEqual({ code: 1, ids, verdicts: ['fresh'] })
  })

  test('A token that is broken into lines is named as that, and read.', async () => {
    const wrapped = (entra.match(/.{1,76}/g) ?? []).join('\n')
    expect(await problems(wrapped)).toEqual({ code: 1, ids: ['wrapped'], verdicts: ['fresh'] })
    expect((await json(['-'], { stdin: `${wrapped}\n` })).code).toBe(1)
  })

  test('An access token and the token of the job are said to be no ID tokens.', async () => {
    const times = { iat: minted, nbf: minted, exp: minted + 4_000 }
    const v1 = 'https://sts.windows.net/9122040d-6c67-4c5b-b112-36a304b66dad/'
    const access = compact({ ...times, iss: v1, aud: 'https://management.azure.com/', appid: 'a' })
    const job = compact({ ...times, iss: 'app.vstoken.visualstudio.com', scp: 'app_token' })
    expect(await problems(access)).toMatchObject({ code: 1, ids: ['access-token'] })
    expect(await problems(job)).toMatchObject({ code: 1, ids: ['job-token'] })
    const shown = await call(['-'], { stdin: `${access}\n${job}` })
    expect(shown.code).toBe(0)
    expect(shown.stdout).toContain(
      'problem      this is an access token for https://management.azure.com/, not an ID token',
    )
    expect(shown.stdout).toContain('problem      this is the token of the job (System.AccessToken), not an ID token')
  })

  test('In a text that is no variable what is around a token is no problem.', async () => {
    expect((await json(['-'], { stdin: `Authorization: Bearer ${entra}\n` })).document.tokens[0]).not.toHaveProperty(
      'problems',
    )
  })

  test.each([
    ['***', 'copied from a log'],
    ['"***"', 'copied from a log'],
    ['$(idToken)', '$(idToken), a macro that Azure Pipelines did not replace'],
    ['$' + '{{ variables.idToken }}', 'an expression of the pipeline'],
    ['$idToken', '$idToken, the name of a variable'],
    ['$env:idToken', '$env:idToken, the name of a variable'],
    ['%idToken%', '%idToken%, the name of a variable'],
    ['undefined', 'the word undefined'],
    [Buffer.from('eyJhbGciOiJSUzI1NiJ9.eyJpYXQiOjF9.QQ').toString('base64'), 'in base64'],
    ['a'.repeat(52), 'a personal access token'],
    [`ghs_${'A'.repeat(36)}`, 'not an ID token'],
    ['/var/run/secrets/azure/tokens/azure-identity-token', 'the path of a file'],
    ['eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9', 'it was cut'],
    ['{"oidcToken":null}', 'the text is JSON'],
  ])('What is no token is named for what it is: %j.', async (idToken, expected) => {
    const { code, message } = await call(['--env', 'idToken'], { env: { idToken } })
    expect(code).toBe('usage')
    expect(message).toContain(expected)
  })
})

describe('Large texts', () => {
  test('A text of look-alikes alone is refused in a sentence.', async () => {
    const { code, message } = await call(['-'], { stdin: 'eyJh.'.repeat(400_000) })
    expect(code).toBe('usage')
    expect(message).toContain('more than 10000 texts of the form of a token')
  })

  test('A token in the middle of many megabytes is found, also where the pieces of the text meet in it.', async () => {
    const filler = `${'an ordinary line of a log\n'.repeat(80_000)}`
    for (const cut of [1, 30, 400]) {
      const at = 1_048_576 - cut
      writeFileSync(join(directory, 'large.log'), `${filler.slice(0, at - 1)} ${entra}\n${filler}`)
      expect((await json(['large.log'], {})).document.tokens.map(({ verdict }) => verdict)).toEqual(['fresh'])
    }
  })
})

describe('What is asked of a token', () => {
  test('A minimum, a budget and a greatest age are taken as durations.', async () => {
    expect((await call(['-', '--min-remaining', '24h'], { stdin: entra })).code).toBe(1)
    expect((await call(['-', '--budget', '23h59m'], { stdin: entra })).code).toBe(0)
    expect((await call(['-', '--budget', '1d'], { stdin: entra })).code).toBe(1)
    expect((await json(['--max-age', '1s'], { stdin: entra })).document.tokens[0]?.verdict).toBe('stale')
    expect((await call(['-', '--min-remaining', '10s', '--max-age', '1h'], { stdin: dying })).code).toBe(0)
  })

  test('What is no duration is wrong use and names the option.', async () => {
    const { code, message } = await call(['-', '--max-age', 'soon'], { stdin: entra })
    expect(code).toBe('usage')
    expect(message).toContain('--max-age')
  })
})

describe('mintwell inspect for people', () => {
  test('A token is shown by its fingerprint, its times as clock times and distances, and its verdict.', async () => {
    const { stdout } = await call(['-'], { stdin: entra })
    expect(stdout).toMatch(/^token: fresh\n/)
    expect(stdout).toContain('minted       2026-04-20 01:09:56 UTC, 1 s ago; Entra sets iat 5 min back\n')
    expect(stdout).toContain('expires      2026-04-21 01:09:56 UTC, in 23 h 59 min; lifetime 24 h\n')
    expect(stdout).toContain('connection   6f7a8b9c-0d1e-4f20-8a3b-4c5d6e7f8091 (organization 0d5b1c4e-')
  })

  test('Each finding is explained with its numbers.', async () => {
    const { stdout } = await call(['-'], { stdin: `${dying}\n${dying}` })
    expect(stdout).toContain('token 2 of 2: expiring\n')
    expect(stdout).toContain('expiring     49 s remain, and 3 min 20 s are asked for\n')
    expect(stdout).toContain('echoed       it is the same as one before it in this text\n')
    expect(stdout).toContain('stale        it is 9 min 11 s old, and new is up to 5 min\n')
    const ended = await call(['-'], { stdin: compact({ iat: minted - 600, nbf: minted + 400, exp: minted - 9 }) })
    expect(ended.stdout).toContain('expired      it ended 10 s ago\n')
    expect(ended.stdout).toContain('not-yet-valid it becomes valid in ')
  })

  test('Control characters in a claim cannot reach the terminal, and a long claim is cut.', async () => {
    const sub = `a\u001b[2J\u202e\nverdict: fresh${'x'.repeat(5_000)}`
    const { stdout } = await call(['-'], { stdin: compact({ sub, iat: minted, exp: minted + 600 }) })
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
    expect(stdout.length).toBeLessThan(2_000)
    expect(stdout.match(/^.*fresh/gm)).toHaveLength(2)
  })
})

describe('mintwell inspect --fail-on', () => {
  test.each([
    [['--fail-on', 'expired'], 0],
    [['--fail-on', 'expiring'], 1],
    [['--fail-on', 'stale'], 1],
    [['--fail-on', 'echoed,expired'], 1],
    [[], 1],
  ])('With %j a token that is expiring and stale gives the exit code %i.', async (argv, code) => {
    expect((await call(['-', ...argv], { stdin: dying })).code).toBe(code)
  })

  test('An echo fails only where that is asked for.', async () => {
    expect((await call(['-'], { stdin: `${entra} ${entra}` })).code).toBe(0)
    expect((await call(['-', '--fail-on', 'echoed'], { stdin: `${entra} ${entra}` })).code).toBe(1)
    const { code, message } = await call(['-', '--fail-on', 'nothing'], { stdin: entra })
    expect(code).toBe('usage')
    expect(message).toMatch(/--fail-on takes stale, echoed, expiring, expired/)
  })
})

describe('mintwell inspect of several tokens', () => {
  test('They come as a table first, in which each echo names the token that it is the same as.', async () => {
    const { stdout } = await call(['-'], { stdin: `${entra}\n${dying}\n${entra}` })
    const rows = stdout.split('\n').slice(0, 5)
    expect(rows[0]).toMatch(/^# +verdict +issuer +minted/)
    expect(rows[2]).toMatch(/^1 +fresh +entra +04-20 01:09:56/)
    expect(rows[3]).toMatch(/^2 +expiring +azure-devops/)
    expect(rows[4]).toMatch(/^3 +echoed +entra .* the same as #1$/)
  })

  test('Of more than 20 only the table tells.', async () => {
    const { stdout } = await call(['-'], { stdin: `${entra}\n`.repeat(30) })
    expect(stdout.trimEnd().split('\n')).toHaveLength(32)
  })
})

describe('mintwell inspect with keys', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const header = { alg: 'RS256', kid: 'one' }
  const body = `${part(header)}.${part({ iss: 'https://issuer.example', iat: minted, exp: minted + 600 })}`
  const signed = `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`
  const write = (name: string, text: string) => {
    writeFileSync(join(directory, name), text)
    return name
  }
  const jwk = (kid: string) => ({ ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' })
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString()

  test.each([
    ['a set with the key', JSON.stringify({ keys: [jwk('two'), jwk('one')] }), 'valid', 0],
    ['the key alone', JSON.stringify(jwk('one')), 'valid', 0],
    ['the key in PEM', pem, 'valid', 0],
    ['a set without the key', JSON.stringify({ keys: [jwk('two')] }), 'unknown-key', 1],
  ])('The signature is checked with %s.', async (name, text, status, code) => {
    const file = write(`${name.replaceAll(' ', '-')}.keys`, text)
    const found = await call(['-', '--json', '--keys', file], { stdin: signed })
    expect(found.code).toBe(code)
    expect(JSON.parse(found.stdout).tokens[0].signature).toMatchObject({ status, isLab: false })
  })

  test('A token that was changed, and one without a signature of its own, are not valid.', async () => {
    const file = write('set.json', JSON.stringify({ keys: [jwk('one')] }))
    const [first = '', , third = ''] = signed.split('.')
    const changed = `${first}.${part({ iss: 'https://issuer.example', iat: minted, exp: minted + 6_000 })}.${third}`
    const none = `${part({ alg: 'none', kid: 'one' })}.${signed.split('.')[1]}.${third}`
    for (const stdin of [changed, none]) {
      const found = await call(['-', '--keys', file], { stdin })
      expect(found.code).toBe(1)
      expect(found.stdout).toContain('signature    invalid: ')
    }
  })

  test.each([
    ['a private key', privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), /holds a private key/],
    ['something else', '{"kty"', /neither a JSON Web Key Set/],
  ])('A file with %s is refused.', async (name, text, expected) => {
    const file = write(`${name.replaceAll(' ', '-')}.refused`, text)
    const { code, message } = await call(['-', '--keys', file], { stdin: signed })
    expect(code).toBe('usage')
    expect(message).toMatch(expected)
  })

  test('An issuer that is no https address is not asked, and a token that could not be checked is no success.', async () => {
    const plain = compact({ iss: 'http://169.254.169.254', iat: minted, exp: minted + 600 })
    const { code, stdout } = await call(['-', '--verify'], { stdin: plain })
    expect(code).toBe(3)
    expect(stdout).toContain('signature    not-checked: the issuer is not an https address')
  })
})
