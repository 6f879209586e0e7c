import type { History } from '@mintwell/evidence'
import { describe, expect, it } from 'vitest'
import { echoNights, FIRST_NIGHT, testLine, testMark, testRun, testToken } from '../test-histories.ts'
import { pageViewOf } from './page-view-of.ts'

const HOUR_MS = 3_600_000
const viewOf = (history: History, logBytes = 1_000_000) =>
  pageViewOf(history, null, { madeAt: FIRST_NIGHT }, { logBytes, runs: 100 })
const one = (run: History['runs'][number]): History => ({
  pipeline: 'p.yml',
  runs: [run],
  tokens: [testToken('t', FIRST_NIGHT)],
})

describe('the log of a step', () => {
  it('has what was done with a token between the lines before it and those after it', () => {
    const lines = [1, 2, 3].map((second) => testLine(FIRST_NIGHT + second * 1_000, `line ${second}`))
    const marks = [testMark('taken', FIRST_NIGHT + 1_500, 't'), testMark('refused', FIRST_NIGHT + 9_000, 't')]
    const step = viewOf(one(testRun('1', FIRST_NIGHT, { lines, marks }))).details[0]?.jobs[0]?.steps[0]
    expect(step?.log).toMatchObject([
      ['p', '01:05:01  line 1'],
      { sign: 't', token: { letter: 'A' } },
      ['p', '01:05:02  line 2'],
      ['p', '01:05:03  line 3'],
      { sign: 'r', text: 'refused with AADSTS700024' },
    ])
  })

  it('keeps its beginning and its end where it is too long, and counts what is left out', () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => testLine(null, `line ${index}`))
    const log = viewOf(one(testRun('1', FIRST_NIGHT, { lines })), 10_000).details[0]?.jobs[0]?.steps[0]?.log ?? []
    const shown = log.filter((item) => typeof item !== 'number')
    expect(log.find((item) => typeof item === 'number')).toBe(1_000 - shown.length)
    expect([shown[0], shown.at(-1)]).toEqual([
      ['p', 'line 0'],
      ['p', 'line 999'],
    ])
    expect(shown.length).toBeGreaterThan(10)
  })
})

describe('a row of the picture', () => {
  it('has one letter and colour for a token in all runs, and links each refusal to its step', () => {
    const { rows } = viewOf(echoNights(4))
    expect(rows.map(({ tokens }) => tokens.map(({ letter }) => letter).join())).toEqual(['A', 'A', 'B', 'B'])
    expect(rows.map(({ codes }) => codes)).toEqual([
      [],
      [{ text: 'AADSTS700024', anchor: 'run-2-job-1-step-1' }],
      [],
      [{ text: 'AADSTS700024', anchor: 'run-4-job-1-step-1' }],
    ])
  })

  it('puts a refusal behind the end of the bar of a token that had expired', () => {
    const row = viewOf(echoNights(2)).rows[1]
    const cross = row?.marks.find(({ sign }) => sign === 'r')
    expect(cross?.place).toBeGreaterThan(row?.bars[0]?.until ?? 100)
    expect(row?.isLate).toBe(true)
  })

  it('has no bar where nothing tells when the token was valid, and no interval to a run of another lab', () => {
    const unknown = { ...testToken('t', FIRST_NIGHT), mintedAt: null, notBefore: null, expiresAt: null }
    const marks = [testMark('accepted', FIRST_NIGHT, 't')]
    const history: History = {
      pipeline: null,
      tokens: [unknown],
      runs: [testRun('1', FIRST_NIGHT, { marks }), testRun('2', FIRST_NIGHT - HOUR_MS, { marks })],
    }
    expect(viewOf(history).rows).toMatchObject([
      { bars: [], age: null, left: null },
      { bars: [], since: null },
    ])
  })

  it('draws a token that is presented a thousand times in one second once', () => {
    const marks = Array.from({ length: 1_000 }, (_, index) => testMark('accepted', FIRST_NIGHT + 60_000 + index, 't'))
    expect(viewOf(one(testRun('1', FIRST_NIGHT, { marks }))).rows[0]?.marks.length).toBeLessThan(5)
  })
})

describe('the drift', () => {
  it('is when within the day the runs started, with the end of the token that each used', () => {
    const { drift } = viewOf(echoNights(6))
    expect(drift?.points.map(({ sign }) => sign)).toEqual(['a', 'r', 'a', 'r', 'a', 'r'])
    const heights = drift?.points.map(({ height }) => height) ?? []
    expect(heights).toEqual([...heights].sort((a, b) => a - b))
    expect(drift?.ends).toHaveLength(6)
  })

  it('is none of two runs, and none of runs all over the day', () => {
    const at = (hours: readonly number[]): History => ({
      pipeline: null,
      tokens: [],
      runs: hours.map((hour, index) => testRun(String(index), FIRST_NIGHT + hour * HOUR_MS, {})),
    })
    expect(viewOf(at([0, 24])).drift).toBeNull()
    expect(viewOf(at([0, 9, 18])).drift).toBeNull()
    expect(viewOf(at([0, 24, 48])).drift).not.toBeNull()
  })
})
