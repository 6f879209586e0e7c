import { describe, expect, test } from 'vitest'
import { clueScanner } from './clue-scanner.ts'

const scan = (clues: readonly string[], ...pieces: string[]) => {
  const scanner = clueScanner(clues)
  const found: [clue: string, end: number][] = []
  let offset = 0
  for (const piece of pieces) {
    const bytes = Buffer.from(piece)
    scanner.scan(bytes, offset, (clue, end) => found.push([clues[clue] as string, end]))
    offset += bytes.length
  }
  return found
}

describe('Clues in a stream of bytes', () => {
  test('Each is found with the place where it ends, in any case.', () => {
    expect(scan(['token', 'Issuer'], 'a TOKEN of the issuer')).toEqual([
      ['token', 7],
      ['Issuer', 21],
    ])
  })

  test('Clues that overlap, and clues inside of others, are all found.', () => {
    expect(scan(['she', 'he', 'hers'], 'ushers')).toEqual([
      ['she', 4],
      ['he', 4],
      ['hers', 6],
    ])
  })

  test('A clue that is cut by the end of a piece is found.', () => {
    expect(scan(['AADSTS'], 'x AAD', 'S', 'TS7')).toEqual([['AADSTS', 8]])
  })

  test('Characters that no clue has, of any number of bytes, end what was begun.', () => {
    expect(scan(['ab'], 'a€b aab')).toEqual([['ab', 9]])
  })

  test('A clue with a character that is not ASCII is refused.', () => {
    expect(() => clueScanner(['naïve'])).toThrow(RangeError)
  })
})
