import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from '../mintwell.ts'

describe('docs/parity.md', () => {
  it('says what the tests witness now, and no test witnesses what is not listed', () => {
    expect(() =>
      execFileSync(process.execPath, ['tools/parity.mjs', '--check'], { cwd: root, stdio: 'pipe' }),
    ).not.toThrow()
  })
})
