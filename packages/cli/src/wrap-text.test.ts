import { describe, expect, it } from 'vitest'
import { wrapText } from './wrap-text.ts'

describe('a text in lines', () => {
  it('is broken at spaces, each line behind its indent', () => {
    expect(wrapText('one two three four', '  ', 10)).toBe('  one two\n  three\n  four')
  })

  it('has a lead on its first line, which counts where it is longer than the indent', () => {
    expect(wrapText('one two three', '   ', 10, '1. ')).toBe('1. one two\n   three')
    expect(wrapText('one two three', '  ', 12, '  Next: ')).toBe('  Next: one\n  two three')
  })

  it('gives a word that is too long a line of its own, and no width one line', () => {
    expect(wrapText('a https://example.com/long b', '', 10)).toBe('a\nhttps://example.com/long\nb')
    expect(wrapText('one two', '- ', Number.POSITIVE_INFINITY)).toBe('- one two')
  })
})
