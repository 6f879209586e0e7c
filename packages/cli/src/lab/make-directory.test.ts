import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeDirectory } from './make-directory.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'mintwell-test-'))
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

describe('makeDirectory', () => {
  it('makes what is missing above a directory too, for the owner alone, and leaves what is there', () => {
    const path = join(base, 'a', 'b')
    makeDirectory(path)
    makeDirectory(path)
    expect([join(base, 'a'), path].map((each) => statSync(each).mode & 0o777)).toEqual([0o700, 0o700])
  })

  it('says that a file stands in the way, at the end or above it', () => {
    const file = join(base, 'file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')])
      expect(() => makeDirectory(path)).toThrow(expect.objectContaining({ code: 'ENOTDIR' }))
  })

  it.skipIf(!existsSync('/proc/self'))(
    'ends where a file system takes no directories and says ENOENT, as /proc does',
    () => {
      expect(() => makeDirectory('/proc/mintwell/data')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    },
  )
})
