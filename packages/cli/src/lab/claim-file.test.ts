import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimFile, readClaim } from './claim-file.ts'

let directory = ''
let file = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mintwell-test-'))
  file = join(directory, 'lock')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** The number of a process that has just ended. */
const gone = () => spawnSync(process.execPath, ['-e', '0']).pid

describe('a claim', () => {
  it('is the first one’s, who alone can read it, and tells the second whose it is', () => {
    expect(claimFile(file, { pid: process.pid })).toBeUndefined()
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(claimFile(file, { pid: process.pid })).toBe(process.pid)
    expect(readClaim(file)).toEqual({ pid: process.pid })
    expect(readdirSync(directory)).toEqual(['lock'])
  })

  it.each([
    ['of a process that is gone', () => JSON.stringify({ pid: gone() })],
    ['that was cut off', () => '{"pid":'],
    ['that says nothing', () => 'null'],
  ])('%s is taken over', (_what, text) => {
    writeFileSync(file, text())
    expect(claimFile(file, { pid: process.pid })).toBeUndefined()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ pid: process.pid })
    expect(readdirSync(directory)).toEqual(['lock'])
  })

  it('of a process that is gone is put away by who looks for it', () => {
    writeFileSync(file, JSON.stringify({ pid: gone() }))
    expect(readClaim(file)).toBeUndefined()
    expect(readdirSync(directory)).toEqual([])
  })
})
