import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { mintwell, runProcess, temporaryDirectory } from '../mintwell.ts'

type Environment = Readonly<Record<string, string>>

const open: Environment[] = []
afterEach(async () => {
  for (const env of open.splice(0)) await mintwell(['lab', 'down'], { env })
})

/** Places of a lab's own, which is brought down at the end of the test. */
function place(): { readonly env: Environment; readonly directory: string } {
  const directory = temporaryDirectory()
  mkdirSync(join(directory, 'tmp'))
  const env = { XDG_RUNTIME_DIR: directory, TMPDIR: join(directory, 'tmp') }
  open.push(env)
  return { env, directory }
}

describe('a lab in the background', () => {
  it('is up when the command returns, is listed and shown with what happened, and leaves nothing when it is brought down', async () => {
    const { env, directory } = place()
    expect(await mintwell(['lab', 'list'], { env })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No lab is up'),
    })
    const up = await mintwell(['lab', 'up', '-d', '--json', '--fault', 'echo'], { env })
    expect(up.code, up.stderr).toBe(0)
    expect(JSON.parse(up.stdout)).toMatchObject({ name: 'default' })
    expect(readdirSync(join(directory, 'mintwell'))).toEqual(['default.json'])
    await mintwell(['lab', 'exec', '--lab', 'default', '--connection', 'shown', '--', 'true'], { env })
    const listed = JSON.parse((await mintwell(['lab', 'list', '--json'], { env })).stdout)
    expect(listed.labs).toMatchObject([{ name: 'default', answers: true, clock: { offsetSeconds: 0 } }])
    const state = JSON.parse((await mintwell(['lab', 'status', '--json'], { env })).stdout)
    expect(state).toMatchObject({
      faults: [{ name: 'echo' }],
      connections: [{ name: 'shown', issuer: 'entra' }],
      events: expect.arrayContaining([expect.objectContaining({ kind: 'id-token-issued', connection: 'shown' })]),
    })
    const { stdout } = await mintwell(['lab', 'status'], { env })
    for (const word of ['the real time', 'echo', 'shown', 'id-token-issued']) expect(stdout).toContain(word)
    expect(await mintwell(['lab', 'down'], { env })).toMatchObject({ code: 0, stderr: 'lab: closed\n' })
    expect([readdirSync(join(directory, 'mintwell')), readdirSync(join(directory, 'tmp'))]).toEqual([[], []])
    expect((await mintwell(['lab', 'down'], { env })).code).toBe(3)
  })

  it('that cannot be opened says why, with the exit code that it has in the foreground', async () => {
    const { env } = place()
    const wrong = await mintwell(['lab', 'up', '-d', '--fault', 'no-such-fault'], { env })
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('Unknown fault')])
    expect((await mintwell(['lab', 'up', '-d'], { env })).code).toBe(0)
    const twice = await mintwell(['lab', 'up', '-d'], { env })
    expect([twice.code, twice.stderr]).toEqual([3, expect.stringContaining('--name')])
  })

  it('keeps a key that it rotated, though it is killed right after', async () => {
    const { env, directory } = place()
    const data = join(directory, 'data')
    const { stdout } = await mintwell(['lab', 'up', '-d', '--data', data, '--json'], { env })
    expect(stdout).toContain('default')
    const rotated = JSON.parse((await mintwell(['lab', 'keys', 'rotate', 'entra', '--json'], { env })).stdout)
    const { pid } = JSON.parse(readFileSync(join(directory, 'mintwell', 'default.json'), 'utf8'))
    process.kill(pid, 'SIGKILL')
    expect(JSON.parse(readFileSync(join(data, 'lab.json'), 'utf8')).entra.keys).toHaveLength(rotated.keys.length)
    expect(rotated.keys).toHaveLength(2)
  })

  it('refuses a time at which no clock can be, and goes on', async () => {
    const { env } = place()
    await mintwell(['lab', 'up', '-d'], { env })
    for (const args of [
      ['advance', '2400000000h'],
      ['set', '9999-01-01T00:00:00Z'],
      ['set', '1970-01-01T00:00:00Z'],
    ]) {
      const { code, stderr } = await mintwell(['lab', 'clock', ...args], { env })
      expect([args, code, stderr]).toEqual([args, 2, expect.stringContaining('The clock of a lab cannot be put there')])
    }
    const after = await mintwell(['lab', 'exec', '--lab', 'default', '--connection', 'c', '--', 'true'], { env })
    expect([after.code, after.stderr]).toEqual([0, ''])
  })
})

describe('a shell that lab env led into a lab', () => {
  const script = (...lines: string[]) => ['-c', lines.join('\n')]
  const cli = `"${process.execPath}" "$MINTWELL_BIN"`

  it('is led out again to what it had, also when the lab has stopped, which mintwell says at once', async () => {
    const { env } = place()
    await mintwell(['lab', 'up', '-d'], { env })
    const { mintwellBin } = await import('../mintwell.ts')
    const shell = await runProcess(
      'bash',
      script(
        `eval "$(${cli} lab env)"`,
        'echo "in $(test "$HTTPS_PROXY" && echo proxy) $SSL_CERT_FILE"',
        `eval "$(${cli} lab env)"`,
        `${cli} lab down 2>/dev/null`,
        `${cli} token; echo "code $?"`,
        `eval "$(${cli} lab env --leave)"`,
        'echo "out [$HTTPS_PROXY] [$SSL_CERT_FILE] [$MINTWELL_LAB_BEFORE]"',
        `${cli} lab env --leave; echo "code $?"`,
      ),
      { env: { ...env, MINTWELL_BIN: mintwellBin, SSL_CERT_FILE: '/before.pem', PATH: process.env.PATH ?? '' } },
    )
    const lines = shell.stdout.trim().split('\n')
    expect(lines[0]).toMatch(/^in proxy .*ca-bundle\.pem$/)
    expect(lines.slice(1)).toEqual(['code 3', 'out [] [/before.pem] []', 'code 2'])
    expect(shell.stderr).toContain('the lab that this shell uses has stopped')
  })

  it('sets the clock back and resumes it, also where programs see it through libfaketime', async () => {
    const { env } = place()
    await mintwell(['lab', 'up', '-d'], { env })
    const { mintwellBin } = await import('../mintwell.ts')
    const shell = await runProcess(
      'bash',
      script(
        `eval "$(${cli} lab env)"`,
        `${cli} lab clock advance 48h; echo "code $?"`,
        `${cli} lab clock set 2020-01-01T00:00:00Z; echo "code $?"`,
        `${cli} lab clock resume; echo "code $?"`,
      ),
      { env: { ...env, MINTWELL_BIN: mintwellBin, PATH: process.env.PATH ?? '' } },
    )
    expect(shell.stdout.match(/code \d+/g), shell.stderr).toEqual(['code 0', 'code 0', 'code 0'])
  })
})

describe('the directory of labs', () => {
  it('is not taken where it is a link: whoever made it would hold the secrets', async () => {
    const { directory } = place()
    const temp = join(directory, 'tmp')
    const elsewhere = join(directory, 'elsewhere')
    mkdirSync(elsewhere, { mode: 0o700 })
    symlinkSync(elsewhere, join(temp, `mintwell-labs-${process.getuid?.()}`))
    const env = { XDG_RUNTIME_DIR: '', TMPDIR: temp }
    const up = await mintwell(['lab', 'up'], { env })
    expect([up.code, up.stderr]).toEqual([3, expect.stringContaining("is not this user's alone")])
    writeFileSync(
      join(elsewhere, 'default.json'),
      JSON.stringify({ url: 'http://127.0.0.1:1', secret: 's', pid: process.pid }),
    )
    const clock = await mintwell(['lab', 'clock'], { env })
    expect([clock.code, clock.stderr]).toEqual([3, expect.stringContaining("is not this user's alone")])
    expect(existsSync(join(elsewhere, 'default.json'))).toBe(true)
  })
})

describe('lab exec with a connection', () => {
  it('gives its command an ID token and the ids, as AzureCLI does, and masks the token', async () => {
    const show =
      'console.log(JSON.stringify([process.env.idToken.split(".").length, process.env.servicePrincipalId, process.env.tenantId, process.env.idToken]))'
    const { code, stdout, stderr } = await mintwell([
      'lab',
      'exec',
      '--connection',
      'mine',
      '--',
      process.execPath,
      '-e',
      show,
    ])
    expect(code, stderr).toBe(0)
    expect(JSON.parse(stdout)).toEqual([
      3,
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      '***',
    ])
  })

  it('gives it an az that is logged in before the command starts, by standard input', async () => {
    const bin = join(temporaryDirectory(), 'bin')
    mkdirSync(bin)
    writeFileSync(
      join(bin, 'az'),
      '#!/bin/sh\nread -r token\nlength=$(printf %s "$token" | wc -c)\necho "$* [$length]" >>"$AZURE_CONFIG_DIR/calls"\n',
      {
        mode: 0o755,
      },
    )
    const { stdout, stderr } = await mintwell(
      ['lab', 'exec', '--connection', 'mine', '--', 'sh', '-c', 'cat "$AZURE_CONFIG_DIR/calls"'],
      { env: { PATH: `${bin}:${process.env.PATH}` } },
    )
    expect(stdout, stderr).toMatch(
      /^login --service-principal -u \S+ --tenant \S+ --allow-no-subscriptions --federated-token @- --output none \[\d{3,}\]\n$/,
    )
  })

  it('gives it the secret in place of an ID token where the connection signs in with one, and masks it', async () => {
    const cwd = temporaryDirectory()
    writeFileSync(join(cwd, 'mintwell.yml'), 'connections:\n  keyed:\n    scheme: secret\n')
    const show = 'console.log(typeof process.env.idToken, process.env.servicePrincipalKey)'
    const { code, stdout, stderr } = await mintwell(
      ['lab', 'exec', '--connection', 'keyed', '--', process.execPath, '-e', show],
      { cwd, env: { PATH: '/nowhere' } },
    )
    expect([code, stdout], stderr).toEqual([0, 'undefined ***\n'])
  })
})
