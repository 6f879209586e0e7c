import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['90', 90 * SECOND],
    ['1.5', 1_500],
    ['90s', 90 * SECOND],
    ['250ms', 250],
    ['10m', 10 * MINUTE],
    ['1h30m', HOUR + 30 * MINUTE],
    ['24h', DAY],
    ['3d', 3 * DAY],
    ['1d2h3m4s5ms', DAY + 2 * HOUR + 3 * MINUTE + 4 * SECOND + 5],
    ['1m1ms', MINUTE + 1],
    ['0.1s', 100],
    [' 5m ', 5 * MINUTE],
  ])('reads %j', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  it.each(['', ' ', '-5', '5 m', '1h 30m', '1h30', '5x', 'h', '1.', '.5', '1e3', 'infinity', 'NaN', '0x10', '1m\n2m'])(
    'takes %j for no duration',
    (text) => {
      expect(parseDuration(text)).toBeUndefined()
    },
  )

  it('takes a number that is too large to count for no duration', () => {
    expect(parseDuration('9'.repeat(400))).toBeUndefined()
    expect(parseDuration(`${'9'.repeat(400)}d`)).toBeUndefined()
  })

  it('gives whole milliseconds or nothing for any text at all', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.smhd ]{0,20}$/)), (text) => {
        const ms = parseDuration(text)
        expect(ms === undefined || (Number.isInteger(ms) && ms >= 0)).toBe(true)
      }),
    )
  })

  it('adds up its parts in any order', () => {
    const part = fc.tuple(fc.integer({ min: 0, max: 999 }), fc.constantFrom('ms', 's', 'm', 'h', 'd'))
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([amount, unit]) => `${amount}${unit}`)
        const sum = text.reduce((total, each) => total + (parseDuration(each) ?? Number.NaN), 0)
        expect(parseDuration(text.join(''))).toBe(sum)
      }),
    )
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [499, '0 s'],
    [-499, '0 s'],
    [500, '1 s'],
    [59_500, '1 min'],
    [MINUTE + SECOND, '1 min 1 s'],
    [HOUR, '1 h'],
    [HOUR + 5 * SECOND, '1 h 5 s'],
    [HOUR - 1, '1 h'],
    [24 * HOUR, '24 h'],
    [DAY + 10 * MINUTE + 8 * SECOND, '24 h 10 min'],
    [2 * DAY - SECOND, '47 h 59 min'],
    [2 * DAY, '2 d'],
    [2 * DAY + HOUR + MINUTE, '2 d 1 h'],
    [-(24 * HOUR + 5 * MINUTE), '-24 h 5 min'],
  ])('writes %i ms as %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  it('is off by less than its smallest unit, and is read back as what it says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * DAY }), (ms) => {
        const text = formatDuration(ms)
        const back = parseDuration(text.replaceAll('min', 'm').replaceAll(' ', '')) ?? Number.NaN
        const size = text.includes('d') ? HOUR : text.includes('h') ? MINUTE : SECOND
        expect(Math.abs(back - ms)).toBeLessThanOrEqual(size)
      }),
    )
  })

  it('writes the same for a distance in the past, with a sign', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 400 * DAY }), (ms) => {
        expect(formatDuration(-ms)).toBe(`-${formatDuration(ms)}`)
      }),
    )
  })
})
