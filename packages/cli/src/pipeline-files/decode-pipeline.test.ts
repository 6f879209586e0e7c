import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodePipeline } from './decode-pipeline.ts'

const bytesOf = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))))

describe('the bytes of a file', () => {
  it('that are UTF-8 become their text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodePipeline(Buffer.from(text))).toBe(text)
      }),
    )
  })

  it.each([
    [bytesOf('a: é', 0xff, 'b'), 'a: é\udcff'],
    [bytesOf(0xff, 0xfe, 's', 0), '\udcff'],
    // Begins as the replacement character does.
    [bytesOf('x\ufffd', 0xef, 0xbf, 'y'), 'x\ufffd\udcef'],
    [bytesOf('x', 0xc3), 'x\udcc3'],
    // A surrogate that is encoded by itself.
    [bytesOf(0xed, 0xa0, 0x80), '\udced'],
  ])('that are not UTF-8 end with the first wrong one marked %#', (bytes, text) => {
    expect(decodePipeline(bytes)).toBe(text)
  })

  it('are text without a mark, or valid text up to the mark', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = decodePipeline(Buffer.from(bytes))
        const good = text.replace(/[\udc80-\udcff]$/, '')
        expect(Buffer.from(bytes).indexOf(Buffer.from(good))).toBeLessThanOrEqual(0)
      }),
    )
  })
})
