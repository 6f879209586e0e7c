import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, parseInstant } from './instant.ts'

const REPORT = 1_776_647_096_000

describe('parseInstant', () => {
  it.each([
    ['2026-04-20T01:04:56Z', REPORT],
    ['2026-04-20t01:04:56z', REPORT],
    ['2026-04-20 01:04:56', REPORT],
    ['2026-04-20T01:04:56', REPORT],
    ['2026-04-20T03:04:56+02:00', REPORT],
    ['2026-04-20T03:04:56+0200', REPORT],
    ['2026-04-19T22:04:56 -03:00', REPORT],
    ['2026-04-20T01:04:56.5Z', REPORT + 500],
    ['2026-04-20T01:04:56.123456789Z', REPORT + 123],
    ['2026-04-20T01:04Z', REPORT - 56_000],
    ['2026-04-20', Date.UTC(2026, 3, 20)],
    [' 2026-04-20 ', Date.UTC(2026, 3, 20)],
    ['2028-02-29', Date.UTC(2028, 1, 29)],
    ['1969-12-31T23:59:59Z', -1_000],
  ])('reads %j', (text, instant) => {
    expect(parseInstant(text)).toBe(instant)
  })

  it.each([
    '',
    'now',
    '2026-4-20',
    '2026-04-31',
    '2026-02-29',
    '2100-02-29',
    '2026-00-10',
    '2026-13-01',
    '2026-04-00',
    '2026-04-20T25:00Z',
    '2026-04-20T01:60Z',
    '2026-04-20T01:04:60Z',
    '2026-04-20T01',
    '2026-04-20T01:04:56+25:00',
    '2026-04-20T01:04:56 CET',
    '2026-04-20Z',
    '1776647096',
    '20260420T010456Z',
    '2026-04-20T01:04:56Z\nX',
  ])('takes %j for no instant', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })

  it('gives a whole number of milliseconds or nothing for any text at all', () => {
    const almost = fc.stringMatching(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), almost), (text) => {
        const instant = parseInstant(text)
        expect(instant === undefined || Number.isInteger(instant)).toBe(true)
      }),
    )
  })
})

describe('formatInstant', () => {
  it('writes whole seconds without a fraction, and milliseconds with one', () => {
    expect(formatInstant(REPORT)).toBe('2026-04-20T01:04:56Z')
    expect(formatInstant(REPORT + 7)).toBe('2026-04-20T01:04:56.007Z')
  })

  it('writes what parseInstant reads back, in every year of four digits', () => {
    const instants = fc.integer({ min: Date.parse('0001-01-01'), max: Date.parse('9999-12-31') })
    fc.assert(
      fc.property(instants, (instant) => {
        expect(parseInstant(formatInstant(instant))).toBe(instant)
      }),
    )
  })
})
