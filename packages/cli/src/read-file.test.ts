import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readNamedFile } from './read-file.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-read-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('a file that the user named', () => {
  it('is read whole, and not at all where it is larger than the limit', async () => {
    const file = join(directory, 'file')
    writeFileSync(file, 'x'.repeat(200_000))
    expect((await readNamedFile(file))?.length).toBe(200_000)
    expect(await readNamedFile(file, undefined, 100_000)).toBeUndefined()
  })

  it('that cannot be read is Node’s own error', async () => {
    await expect(readNamedFile(join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
    await expect(readNamedFile(directory)).rejects.toMatchObject({ code: 'EISDIR' })
  })
})

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  it('is waited for until somebody writes to it, and read to its end', async () => {
    const pipe = join(directory, 'pipe')
    execFileSync('mkfifo', [pipe])
    const reading = readNamedFile(pipe)
    await writeFile(pipe, 'y'.repeat(300_000))
    expect((await reading)?.length).toBe(300_000)
  })

  it('that nobody writes to is given up when the signal says so', async () => {
    const pipe = join(directory, 'pipe')
    execFileSync('mkfifo', [pipe])
    const controller = new AbortController()
    const reading = readNamedFile(pipe, controller.signal)
    controller.abort()
    await expect(reading).rejects.toMatchObject({ code: 'ABORT_ERR' })
  })
})
