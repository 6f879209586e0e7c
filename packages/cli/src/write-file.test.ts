import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeFile, putFile, replaceFile } from './write-file.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-write-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8)

describe('a file that is written', () => {
  it('is made whole with the mode asked for, and one that exists stays as it is', () => {
    const file = join(directory, 'made')
    makeFile(file, 'one', 0o600)
    expect([readFileSync(file, 'utf8'), mode(file)]).toEqual(['one', '600'])
    expect(() => makeFile(file, 'two', 0o600)).toThrow(expect.objectContaining({ code: 'EEXIST' }))
    expect(readFileSync(file, 'utf8')).toBe('one')
    expect(readdirSync(directory)).toEqual(['made'])
  })

  it('in the place of another has its mode, and a link to it stays a link', () => {
    const file = join(directory, 'pipeline.yml')
    const link = join(directory, 'link.yml')
    writeFileSync(file, 'old', { mode: 0o640 })
    symlinkSync(file, link)
    replaceFile(link, 'new')
    expect([readFileSync(file, 'utf8'), mode(file)]).toEqual(['new', '640'])
    expect(readdirSync(directory).sort()).toEqual(['link.yml', 'pipeline.yml'])
  })

  it('leaves nothing where its folder is not there', () => {
    expect(() => putFile(join(directory, 'no', 'file'), 'x', 0o600)).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    )
    expect(readdirSync(directory)).toEqual([])
  })
})
