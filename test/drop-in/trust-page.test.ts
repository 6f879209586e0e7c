import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../mintwell.ts'

const page = readFileSync(join(root, 'docs/trust.md'), 'utf8')
const claims = [...page.matchAll(/\(`(test\/[^`]+)`: ([^\n]+)\)$/gm)].map(([, file = '', title = '']) => ({
  file,
  title,
}))

describe('docs/trust.md', () => {
  it('names a test for each of its claims', () => {
    const lines = page.split('\n').filter((line) => line.startsWith('- '))
    const without = lines.filter((line) => !line.includes('(`test/'))
    // One line is about a file of somebody else's.
    expect(without.map((line) => line.slice(0, 40))).toEqual(['- The task library leaves its own file `'])
    expect(claims.length).toBeGreaterThan(10)
  })

  it.each(claims)('names a test that exists: $file: $title', ({ file, title }) => {
    expect(existsSync(join(root, file))).toBe(true)
    expect(readFileSync(join(root, file), 'utf8')).toContain(title)
  })
})
