import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { growth, LINEAR } from '../../../../test/growth.ts'
import { Masker } from '../masking/masker.ts'
import { LineReader, LONGEST_LINE } from './line-reader.ts'

function read(chunks: readonly (Buffer | string)[]): string[] {
  const lines: string[] = []
  const reader = new LineReader((line) => lines.push(line))
  for (const chunk of chunks) reader.push(Buffer.from(chunk as string))
  reader.end()
  return lines
}

describe('lines', () => {
  it.each([
    ['a\nb\n', ['a', 'b']],
    ['a\r\nb\r\n', ['a', 'b']],
    ['a\nb', ['a', 'b']],
    ['\n\n', ['', '']],
    ['\r\n', ['']],
    ['50%\r100%\n', ['50%\r100%']],
    ['a\r', ['a\r']],
    ['', []],
  ])('of %j are %j', (text, lines) => {
    expect(read([text])).toEqual(lines)
  })

  it('are the same however the stream is cut, also within a character and within a line end', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\n', '\r\n', ' ') })
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 40 })), (whole, cuts) => {
        const bytes = Buffer.from(whole)
        const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].sort(
          (a, b) => a - b,
        )
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end))
        expect(read(chunks)).toEqual(read([whole]))
      }),
    )
  })

  it('of bytes that are no text come with replacement characters, and nothing is lost behind them', () => {
    expect(read([Buffer.from([0xff, 0x00, 0xfe, 0x0a]), 'next\n'])).toEqual(['\ufffd\0\ufffd', 'next'])
    expect(read([Buffer.from([0xe2, 0x82])])).toEqual(['\ufffd'])
  })
})

describe('a secret that a chunk cuts', () => {
  it('is masked wherever the cut is', () => {
    const masker = new Masker()
    masker.add('s3cret-välue')
    const bytes = Buffer.from('before s3cret-välue after\n')
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const lines = read([bytes.subarray(0, cut), bytes.subarray(cut)])
      expect(lines.map((line) => masker.mask(line))).toEqual(['before *** after'])
    }
  })

  it.each([
    ['spaces', 'word '],
    ['commas', '"key":"value",'],
  ])('is masked in a line without an end, which is cut between %s', (_, filling) => {
    const secret = 'eyJhbGciOi-JSUzI1_NiJ9.payload'
    const masker = new Masker()
    masker.add(secret)
    // The secret stands across the place where the line becomes too long.
    for (const shift of [0, 1, 7, secret.length - 1, secret.length]) {
      const start = filling.repeat(Math.ceil(LONGEST_LINE / filling.length)).slice(0, LONGEST_LINE - shift)
      const before = start.slice(0, start.lastIndexOf(filling.at(-1) as string) + 1)
      const lines = read([before + secret, filling, 'end\n'])
      expect(lines.length).toBeGreaterThan(1)
      expect(lines.join('')).toBe(`${before}${secret}${filling}end`)
      expect(lines.map((line) => masker.mask(line)).join('')).toBe(`${before}***${filling}end`)
    }
  })
})

describe('a program that never ends its line', () => {
  it('does not fill the memory: the line is given out in parts', () => {
    const lines = read(Array.from({ length: 40 }, () => Buffer.alloc(65_536, 'x')))
    expect(lines.join('')).toHaveLength(40 * 65_536)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(LONGEST_LINE + 65_536)
  })

  it('costs no more for each dot that it prints', () => {
    const dot = Buffer.from('.')
    const print = (dots: number) => {
      const reader = new LineReader(() => {})
      for (let index = 0; index < dots; index += 1) reader.push(dot)
      reader.end()
    }
    expect(growth(print, 25_000)).toBeLessThan(LINEAR)
  })
})
