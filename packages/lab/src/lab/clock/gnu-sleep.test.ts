import { describe, expect, it } from 'vitest'
import { gnuSleepMs } from './gnu-sleep.ts'

describe('a duration of GNU sleep', () => {
  it.each([
    ['640', 640_000],
    ['1e3', 1_000_000],
    ['1E+2m', 6_000_000],
    ['15e-1', 1_500],
    ['.5', 500],
    ['5.', 5_000],
    ['+2', 2_000],
    ['-0', 0],
    [' 7', 7_000],
    ['0x10', 16_000],
    ['0X1.8p1h', 10_800_000],
    ['0x.8', 500],
    // A letter that is a digit is no unit: sixteen and thirteen, not a day.
    ['0x1d', 29_000],
    ['2d', 172_800_000],
    ['infinity', Number.POSITIVE_INFINITY],
    ['Infm', Number.POSITIVE_INFINITY],
    ['1e400', Number.POSITIVE_INFINITY],
  ])('%j is %d ms', (text, ms) => {
    expect(gnuSleepMs(text)).toBe(ms)
  })

  it.each([
    '',
    ' ',
    '.',
    's',
    '1e',
    '0x',
    '1p3',
    '0x.',
    '-1',
    '-inf',
    'nan',
    'infinit',
    '1ms',
    '1h30m',
    '1S',
    '1 ',
    '1_0',
    '1,5',
    'toString',
  ])('%j is none, as GNU sleep says', (text) => {
    expect(gnuSleepMs(text)).toBeUndefined()
  })
})
