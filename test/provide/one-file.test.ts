import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root, runProcess, temporaryDirectory } from '../mintwell.ts'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('the one-file bundle', () => {
  it('is under a megabyte, has its SHA-256 beside it, and does all that it is for, away from every package', async () => {
    const built = await runProcess(process.execPath, [join(root, 'tools/package-ci.mjs')])
    expect(built.code, built.stderr).toBe(0)
    const bundle = join(root, 'dist/ci/mintwell.mjs')
    expect(statSync(bundle).size).toBeLessThan(1_000_000)
    const sum = createHash('sha256').update(readFileSync(bundle)).digest('hex')
    expect(readFileSync(`${bundle}.sha256`, 'utf8')).toBe(`${sum}  mintwell.mjs\n`)

    const directory = temporaryDirectory()
    copyFileSync(bundle, join(directory, 'mintwell.mjs'))
    const now = Math.floor(Date.now() / 1_000)
    writeFileSync(
      join(directory, 'token'),
      `${encode({ alg: 'RS256' })}.${encode({ iss: 'https://issuer.example', sub: 'x', iat: now, exp: now + 600 })}.c2lnbmF0dXJl`,
    )
    const env = {
      TMPDIR: directory,
      TF_BUILD: undefined,
      GITHUB_ACTIONS: undefined,
      MINTWELL_LAB_CLOCK: undefined,
      AGENT_TEMPDIRECTORY: undefined,
      RUNNER_TEMP: undefined,
    }
    const run = (...args: readonly string[]) =>
      runProcess(process.execPath, ['mintwell.mjs', ...args], { cwd: directory, env })
    const source = ['--source', 'file:token']
    expect(await run('exec', ...source, '--', 'printenv', 'MINTWELL_ID_TOKEN_FILE')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('id-token'),
    })
    expect(await run('token', ...source)).toMatchObject({ code: 0, stdout: expect.stringContaining('fresh') })
    expect(await run('exchange', ...source, '--to', 'rfc8693', '--token-url', 'http://127.0.0.1:9/')).toMatchObject({
      code: 1,
    })
    expect(await run('inspect', 'token')).toMatchObject({ code: 0 })
    expect(
      (
        await runProcess(process.execPath, ['mintwell.mjs', 'explain'], {
          cwd: directory,
          env,
          input: 'AADSTS700213: No matching federated identity record found',
        })
      ).code,
    ).toBe(0)
    expect((await run('run', 'azure-pipelines.yml')).code).toBe(2)
  }, 60_000)
})
