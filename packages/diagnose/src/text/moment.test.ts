import { describe, expect, test } from 'vitest'
import { readMoment, sayDuration } from './moment.ts'

describe('Durations in words', () => {
  test.each([
    [0, '0 s'],
    [59, '59 s'],
    [308, '5 min 8 s'],
    [3_600, '1 h'],
    [86_700, '24 h 5 min'],
    [87_008, '24 h 10 min 8 s'],
    [172_799, '47 h 59 min 59 s'],
    [172_800, '2 d'],
    [7_848_103, '90 d 20 h 1 min 43 s'],
    [-420, '7 min'],
  ])('%i seconds are %s.', (seconds, words) => {
    expect(sayDuration(seconds)).toBe(words)
  })
})

describe('Moments of a log', () => {
  test.each([
    ['2026-04-21T01:15:07.6888766Z', '2026-04-21T01:15:07.688Z'],
    ['2026-04-21T01:15:07,5', '2026-04-21T01:15:07.500Z'],
    ['2026-04-2101:15:07Z', '2026-04-21T01:15:07.000Z'],
    ['2026-04-21 03:15:07+0200', '2026-04-21T01:15:07.000Z'],
  ])('%s is %s.', (text, iso) => {
    expect(new Date(readMoment(text) as number).toISOString()).toBe(iso)
  })

  test.each([undefined, '', 'yesterday', '2026-13-41T01:15:07Z', '2026-04-21'])('%j is no moment.', (text) => {
    expect(readMoment(text)).toBeUndefined()
  })
})
