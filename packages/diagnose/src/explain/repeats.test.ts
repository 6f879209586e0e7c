import { describe, expect, test } from 'vitest'
import { createExplainer } from './explainer.ts'
import { Repeats } from './repeats.ts'

const refusal = (minute: number) =>
  `2026-04-21T01:15:07.727Z ERROR AADSTS700024: Client assertion is not within its valid time range. Current time: 2026-04-21T01:${minute}:07.0000000Z, assertion valid from 2026-04-20T01:04:59.0000000Z, expiry time of assertion 2026-04-21T01:09:59.0000000Z.\n`

const explain = (text: string) => {
  const explainer = createExplainer()
  for (let at = 0; at < text.length; at += 100_000) explainer.push(Buffer.from(text.slice(at, at + 100_000)))
  return explainer.finish()
}

describe('Passages that are repeated', () => {
  test('Each refusal of a log that repeats itself is counted as often as it was printed.', () => {
    const { findings } = explain(refusal(15).repeat(5_000))
    expect(findings.map(({ code, occurrences }) => [code, occurrences])).toEqual([['AADSTS700024', 5_000]])
  })

  test('A refusal among thousands of another is found.', () => {
    const { findings } = explain(refusal(15).repeat(3_000) + refusal(16) + refusal(15).repeat(3_000))
    expect(findings.map(({ occurrences }) => occurrences).sort()).toEqual([1, 6_000])
  })

  test('What has not come again for longest is forgotten first, so that memory does not grow.', () => {
    const repeats = new Repeats<number>()
    for (let text = 0; text < 100; text += 1) {
      repeats.set(`text ${text}`, text)
      repeats.get('text 0')
    }
    expect([0, 1, 99].map((text) => repeats.get(`text ${text}`))).toEqual([0, undefined, 99])
  })
})
