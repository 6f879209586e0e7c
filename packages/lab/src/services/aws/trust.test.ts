import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isLike } from './trust.ts'

describe('StringLike', () => {
  // parity: aws-trust
  it.each([
    ['repo:o/r:ref:refs/heads/main', 'repo:o/r:*', true],
    ['repo:o/r', '*', true],
    ['', '*', true],
    ['', '', true],
    ['abc', 'a?c', true],
    ['abc', 'a?', false],
    ['ABC', 'abc', false],
    ['abcabc', '*abc', true],
    ['abcab', '*abc', false],
    ['a*c', 'a*c', true],
    ['sc://org/project/name', 'sc://org/*/name', true],
    ['sc://org/project/other', 'sc://org/*/name', false],
    ['x', '', false],
  ])('of %s and %s is %s', (text, pattern, expected) => {
    expect(isLike(text, pattern)).toBe(expected)
  })

  it('agrees with the regular expression that means the same', () => {
    const alphabet = fc.array(fc.constantFrom('a', 'b', '.', '*', '?'), { maxLength: 8 }).map((chars) => chars.join(''))
    fc.assert(
      fc.property(alphabet, alphabet, (text, pattern) => {
        const source = pattern.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll('?', '.')
        expect(isLike(text, pattern)).toBe(new RegExp(`^${source}$`).test(text))
      }),
    )
  })

  it('takes no time to speak of for a pattern made to take long', () => {
    expect(isLike('a'.repeat(2_000), `${'*a'.repeat(500)}b`)).toBe(false)
  })
})
