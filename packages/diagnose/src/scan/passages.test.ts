import { describe, expect, test } from 'vitest'
import { CORE_END, CORE_START } from '../text/joined-text.ts'
import { type Passage, PassageReader } from './passages.ts'

const CLUES = [
  { text: 'needle', opens: true },
  { text: 'speaker', opens: false },
]

function read(text: string, pieceBytes = 4_096) {
  const passages: Passage[] = []
  const reader = new PassageReader(CLUES, (passage) => passages.push(passage))
  const bytes = Buffer.from(text)
  for (let start = 0; start < bytes.length; start += pieceBytes) reader.push(bytes.subarray(start, start + pieceBytes))
  reader.end()
  return { passages, seen: reader.seen }
}
const hay = (characters: number) => 'hay\n'.repeat(characters / 4)
/** What of a passage is reported in it. */
const core = ({ text }: Passage) => {
  const start = text.indexOf(CORE_START) + 1
  const end = text.indexOf(CORE_END)
  return text.slice(start, end < 0 ? undefined : end)
}

describe('Passages around clues', () => {
  test('Of a text without a clue that opens one there is none, and all clues are known to have been there.', () => {
    const { passages, seen } = read(`${hay(10_000)}speaker${hay(10_000)}`)
    expect(passages).toEqual([])
    expect([...seen]).toEqual(['speaker'])
  })

  test('A passage has what is near its clue, and not the rest.', () => {
    const { passages } = read(`${hay(100_000)}speaker needle${hay(100_000)}`)
    expect(passages).toHaveLength(1)
    expect(passages[0]?.text.length).toBeLessThan(8_000)
    expect(passages[0]?.text).toContain('speaker needle')
    expect([...(passages[0]?.clues ?? [])].sort()).toEqual(['needle', 'speaker'])
    expect(passages[0]?.isWhole).toBe(false)
  })

  test('Clues near to each other share a passage, and far from each other do not.', () => {
    expect(read(`needle ${hay(400)} needle`).passages).toHaveLength(1)
    expect(read(`needle ${hay(40_000)} needle`).passages).toHaveLength(2)
  })

  test('A short text is one passage, and known to be the whole.', () => {
    expect(read('a needle').passages).toMatchObject([{ text: 'a needle', isWhole: true }])
  })

  test.each([1_000, 4_096, 65_536, 2_000_000])(
    'In a text that is all clues each is in the core of one passage, whatever the pieces (%i bytes).',
    (pieceBytes) => {
      const count = 40_000
      const text = Array.from({ length: count }, (_, index) => `needle${index};`).join('')
      const { passages } = read(text, pieceBytes)
      expect(passages.length).toBeGreaterThan(5)
      const numbers = passages.flatMap((passage) => core(passage).match(/needle\d+;/g) ?? [])
      expect(numbers).toEqual(Array.from({ length: count }, (_, index) => `needle${index};`))
    },
  )
})
