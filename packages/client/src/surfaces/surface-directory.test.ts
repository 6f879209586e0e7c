import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { nodeFiles } from '../adapters/node-files.ts'
import type { ClientError } from '../errors.ts'
import { makeSurfaceDirectory } from './surface-directory.ts'
import { TestFiles } from './test-files.ts'

const parent = mkdtempSync(join(tmpdir(), 'mintwell-surface-test-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))
const mode = (path: string) => statSync(path).mode & 0o777

describe('the directory of the surfaces', () => {
  it('is the owner’s alone, as are its files, and is gone at the end with all that is in it', () => {
    const directory = makeSurfaceDirectory(parent, nodeFiles)
    const file = directory.write('id-token', 'one')
    const program = directory.write('bin/az', '#!/bin/sh\n', 0o700)
    expect([mode(directory.path), mode(file), mode(program), mode(join(directory.path, 'bin'))]).toEqual([
      0o700, 0o600, 0o700, 0o700,
    ])
    directory.remove()
    expect(readdirSync(parent)).toEqual([])
    directory.remove()
  })

  it('replaces a file in one step: whoever has the old one open reads it to its end, and nothing else lies about', () => {
    const directory = makeSurfaceDirectory(parent, nodeFiles)
    const file = directory.write('id-token', 'one')
    const before = statSync(file).ino
    directory.write('id-token', 'two')
    expect(readFileSync(file, 'utf8')).toBe('two')
    expect(statSync(file).ino).not.toBe(before)
    expect(readdirSync(directory.path)).toEqual(['id-token'])
    directory.remove()
  })

  it('comes back with all its files at the next write when the command has removed it', () => {
    const directory = makeSurfaceDirectory(parent, nodeFiles)
    directory.write('ca.pem', 'roots')
    directory.write('bin/az', 'az', 0o700)
    directory.write('id-token', 'one')
    rmSync(directory.path, { recursive: true })
    directory.write('id-token', 'two')
    expect(readFileSync(join(directory.path, 'id-token'), 'utf8')).toBe('two')
    expect(readFileSync(join(directory.path, 'ca.pem'), 'utf8')).toBe('roots')
    expect(mode(join(directory.path, 'bin/az'))).toBe(0o700)
    expect(mode(directory.path)).toBe(0o700)
    directory.remove()
  })

  it('says plainly that a disk is full, and where', () => {
    const files = new TestFiles()
    const directory = makeSurfaceDirectory('/tmp', files)
    files.fault = () => 'ENOSPC'
    const failed = () => directory.write('id-token', 'canary')
    expect(failed).toThrow(/cannot be written to \/tmp\/mintwell-1 \(ENOSPC\)/)
    try {
      failed()
    } catch (error) {
      expect((error as ClientError).code).toBe('ERR_SURFACE_WRITE')
      expect((error as ClientError).hint).toContain('full')
      expect(JSON.stringify(error)).not.toContain('canary')
    }
    files.fault = (operation) => (operation === 'mkdir' ? 'EACCES' : undefined)
    expect(() => makeSurfaceDirectory('/tmp', files)).toThrow(/EACCES/)
  })

  it('leaves no part of a file where writing fails', () => {
    const directory = makeSurfaceDirectory(parent, nodeFiles)
    directory.write('id-token', 'one')
    expect(() => nodeFiles.replace(join(directory.path, 'no', 'such', 'file'), 'two', 0o600)).toThrow()
    // A directory stands in the way of the rename, after the new text was written beside it.
    nodeFiles.makeDirectory(join(directory.path, 'taken'))
    nodeFiles.replace(join(directory.path, 'taken-not'), 'x', 0o600)
    expect(() => nodeFiles.replace(join(directory.path, 'taken'), 'canary', 0o600)).toThrow()
    expect(readdirSync(directory.path).sort()).toEqual(['id-token', 'taken', 'taken-not'])
    directory.remove()
  })
})
