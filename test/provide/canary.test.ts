import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mintwell, mintwellBin, runProcess, temporaryDirectory } from '../mintwell.ts'
import { command, runStep } from './lab-step.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const now = Math.floor(Date.now() / 1_000)
const token = `${encode({ alg: 'RS256', kid: 'canary' })}.${encode({ iss: 'https://issuer.example', sub: 'canary', iat: now, nbf: now, exp: now + 600 })}.c2lnbmF0dXJl`

function place() {
  const directory = temporaryDirectory()
  const file = join(directory, 'token')
  writeFileSync(file, token)
  const env = {
    TMPDIR: directory,
    TF_BUILD: undefined,
    GITHUB_ACTIONS: undefined,
    AGENT_TEMPDIRECTORY: undefined,
    RUNNER_TEMP: undefined,
    MINTWELL_LAB_CLOCK: undefined,
  }
  return { directory, source: ['--source', `file:${file}`], env }
}

/** None of the token's three parts. */
function expectNoToken(text: string): void {
  for (const part of token.split('.').slice(0, 2)) expect(text).not.toContain(part)
}

describe('mintwell token', () => {
  it('shows what the token is and never the token, as text and as JSON', async () => {
    const { source, env } = place()
    for (const args of [[], ['--json']]) {
      const { code, stdout, stderr } = await mintwell(['token', ...source, ...args], { env })
      expect(code).toBe(0)
      expect(stdout).toContain('fresh')
      expectNoToken(stdout + stderr)
    }
  })

  it('gives the token itself with --raw, and into a new file of 0600 with -o, registered as a secret first', async () => {
    const { source, env, directory } = place()
    const raw = await mintwell(['token', ...source, '--raw'], { env: { ...env, TF_BUILD: 'True' } })
    expect(raw.stdout).toBe(`${token}\n`)
    expect(raw.stderr.startsWith(`##vso[task.setsecret]${token}\n`)).toBe(true)
    const file = join(directory, 'out')
    const out = await mintwell(['token', ...source, '-o', file], { env })
    expect(out.code).toBe(0)
    expect(readFileSync(file, 'utf8')).toBe(token)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expectNoToken(out.stdout + out.stderr)
    expect((await mintwell(['token', ...source, '-o', file], { env })).code).toBe(2)
    expect((await mintwell(['token', ...source, '-o', `${file}2`, '--raw'], { env })).code).toBe(2)
  })
})

describe('no token is in any output', () => {
  it('of exec in a CI whose standard error a script has sent to a file: no agent reads it there', async () => {
    const { source, env, directory } = place()
    const file = join(directory, 'errors')
    const words = [process.execPath, mintwellBin, 'exec', ...source, '--', 'true'].map((word) => `'${word}'`).join(' ')
    const { code } = await runProcess('bash', ['-c', `${words} 2>${file}`], { env: { ...env, TF_BUILD: 'True' } })
    expect(code).toBe(0)
    expect(readFileSync(file, 'utf8')).toContain('ID token fresh')
    expectNoToken(readFileSync(file, 'utf8'))
  })

  it('of exec, whose command is traced by its shell, of a token that fails its contract, and of an exchange that fails', async () => {
    const { source, env } = place()
    const calls = [
      ['exec', ...source, '--', 'bash', '-xc', 'true; test -n "$MINTWELL_ID_TOKEN_FILE"'],
      ['exec', ...source, '--min-remaining', '1h', '--', 'true'],
      ['token', ...source, '--min-remaining', '1h'],
      ['exchange', ...source, '--to', 'rfc8693', '--token-url', 'http://127.0.0.1:9/'],
      ['exchange', ...source, '--to', 'aws', '--role-arn', 'arn:aws:iam::1:role/x'],
      ['exchange', ...source, '--to', 'entra'],
    ]
    for (const args of calls) {
      const { stdout, stderr } = await mintwell(args, { env: { ...env, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:9' } })
      expect(stderr, args.join(' ')).not.toBe('')
      expectNoToken(stdout + stderr)
    }
  }, 30_000)

  it('of a step in the lab: traced, printed, decoded by mistake, and an exchange that Entra refuses', async () => {
    const { log, tokens } = await runStep(
      `
set -x
${command} token --connection conn
${command} token --connection conn --raw
${command} exec --connection conn -- bash -xc 'echo "the token is $idToken"; cat "$AZURE_FEDERATED_TOKEN_FILE"; echo; env'
${command} exchange --connection conn --to entra --tenant-id 11111111-1111-1111-1111-111111111111
${command} exchange --connection conn --to entra`,
      '--issuer',
      'ado',
    )
    expect(tokens.length).toBeGreaterThanOrEqual(5)
    // What is left of a compact token when its mask is not known: a header, a dot, and a payload.
    expect(log).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}/)
    expect(log).toContain('the token is ***')
    expect(log).toContain('AADSTS90002')
  }, 30_000)
})
