import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitArguments } from './split-arguments.ts'

describe('an argument line', () => {
  it.each([
    ['', []],
    ['   ', []],
    ['a b', ['a', 'b']],
    ['  a   b  ', ['a', 'b']],
    ['-a "b c" d', ['-a', 'b c', 'd']],
    ['a"b c"d', ['ab cd']],
    ['"" a ""', ['', 'a', '']],
    ['"say \\"hi\\"" x', ['say "hi"', 'x']],
    ['"C:\\dir\\file" x', ['C:\\dir\\file', 'x']],
    ['"a\\\\b" x', ['a\\\\b', 'x']],
    ['C:\\dir\\ x', ['C:\\dir\\', 'x']],
    ['\\"a b\\"', ['\\a b"']],
    ["'a b'", ["'a", "b'"]],
    ['$HOME *.sh; rm', ['$HOME', '*.sh;', 'rm']],
    ['a\tb', ['a\tb']],
    ['"unended words', ['unended words']],
    ['x " spaced "', ['x', 'spaced']],
    ['" spaced " x', [' spaced ', 'x']],
    ['é 😀', ['é', '😀']],
  ])('%j is %j, as for the task library', (line, words) => {
    expect(splitArguments(line)).toEqual(words)
  })

  it('of quoted words gives those words back', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '$', '\t') }).map((text) => `x${text}x`)
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitArguments(words.map((each) => `"${each.replaceAll('"', '\\"')}"`).join(' '))).toEqual(words)
      }),
    )
  })
})
