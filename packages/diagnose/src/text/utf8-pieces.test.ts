import { describe, expect, it } from 'vitest'
import { utf8Pieces } from './utf8-pieces.ts'

const TEXT = 'AADSTS700024 – é 😀\r\n'
const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')])
const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(TEXT)])

function through(bytes: Uint8Array, size: number): string {
  const pieces = utf8Pieces()
  const out: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) out.push(pieces.push(bytes.subarray(at, at + size)))
  out.push(pieces.end())
  return Buffer.concat(out).toString('utf8')
}

describe('pieces of a text', () => {
  it.each([
    ['UTF-16 with a mark, as Windows PowerShell writes it', utf16],
    ['UTF-8 with a mark', marked],
    ['UTF-8', Buffer.from(TEXT)],
  ])('are UTF-8 without a mark, wherever they are cut: %s', (_, bytes) => {
    for (const size of [1, 2, 3, 5, 1_000]) expect(through(bytes, size)).toBe(TEXT)
  })

  it('that are shorter than any mark stay as they are', () => {
    for (const text of ['', 'a', 'ab']) expect(through(Buffer.from(text), 1)).toBe(text)
  })
})
