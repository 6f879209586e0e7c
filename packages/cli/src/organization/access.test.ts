import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { realClock } from '@mintwell/clock'
import { afterAll, describe, expect, it } from 'vitest'
import type { Io } from '../verb.ts'
import { findAccess } from './access.ts'

const directory = mkdtempSync(join(tmpdir(), 'mintwell-access-'))
afterAll(() => rmSync(directory, { recursive: true }))

const io = (env: Io['env']): Io => ({
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env,
  cwd: directory,
  clock: realClock,
  signal: new AbortController().signal,
})
const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text)
  return join(directory, name)
}
const basic = (token: string) => `Basic ${Buffer.from(`:${token}`).toString('base64')}`
const COMPACT = 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.c2ln'

describe('the token for an organization', () => {
  it('is that of the file, before those of the environment; a personal access token goes as Basic', async () => {
    const env = { AZURE_DEVOPS_EXT_PAT: 'from-environment' }
    expect((await findAccess(file('pat', 'from-the-file\n'), io(env))).authorization).toBe(basic('from-the-file'))
    expect((await findAccess(file('jwt', COMPACT), io(env))).authorization).toBe(`Bearer ${COMPACT}`)
    expect(await findAccess(undefined, io(env))).toEqual({
      authorization: basic('from-environment'),
      from: 'AZURE_DEVOPS_EXT_PAT',
    })
  })

  it("is the job's where a step has mapped it, and not the text of its macro", async () => {
    expect((await findAccess(undefined, io({ SYSTEM_ACCESSTOKEN: 'of-the-job' }))).authorization).toBe(
      'Bearer of-the-job',
    )
    const unmapped = io({ SYSTEM_ACCESSTOKEN: '$(System.AccessToken)', PATH: directory })
    await expect(findAccess(undefined, unmapped)).rejects.toMatchObject({ code: 'ERR_ORGANIZATION_TOKEN' })
  })

  it('is asked of az for Azure DevOps where nothing else is there', async () => {
    const program = file('az', `#!/bin/sh\necho "$@" > "${directory}/asked"\necho ${COMPACT}\n`)
    chmodSync(program, 0o755)
    const access = await findAccess(undefined, io({ PATH: `${directory}:/usr/bin:/bin` }))
    expect(access).toEqual({ authorization: `Bearer ${COMPACT}`, from: 'az' })
  })

  it.each([
    ['is not there', () => join(directory, 'none')],
    ['holds more than a token', () => file('two', 'one two three')],
    ['is empty', () => file('empty', '')],
  ])('is refused without a word of it where the file %s', async (_, path) => {
    const error = await findAccess(path(), io({})).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'ERR_ORGANIZATION_TOKEN' })
    expect(String(error)).not.toContain('one two')
  })
})
