import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import { parseCron } from './cron.ts'

function errorOf(text: string): LanguageError {
  try {
    parseCron(text)
  } catch (error) {
    if (error instanceof LanguageError) return error
    throw error
  }
  throw new Error(`it parsed: ${text}`)
}

describe('a cron expression', () => {
  it.each([
    ['0 18 * * Mon,Wed,Fri', 'weekdays', [1, 3, 5]],
    ['0 18 * * 1-5/2', 'weekdays', [1, 3, 5]],
    ['0 18 * * MONDAY-friday', 'weekdays', [1, 2, 3, 4, 5]],
    ['0 */6 * * *', 'hours', [0, 6, 12, 18]],
    ['0 0-18/6 * * *', 'hours', [0, 6, 12, 18]],
    ['0 9,15,21 * * *', 'hours', [9, 15, 21]],
    ['50/5 * * * *', 'minutes', [50, 55]],
    ['5,1,5,3-4 * * * *', 'minutes', [1, 3, 4, 5]],
    ['0 0 1-31/10 * *', 'days', [1, 11, 21, 31]],
    ['0 0 */10 * *', 'days', [1, 11, 21, 31]],
    ['0 0 * JAN,february,Dec *', 'months', [1, 2, 12]],
    ['0 0 * may-6 *', 'months', [5, 6]],
    ['0 0 * * Mo-Th,sA', 'weekdays', [1, 2, 3, 4, 6]],
    ['0 0 * J,Sept *', 'months', [1, 9]],
    ['  0\t0   * * 0  ', 'weekdays', [0]],
  ] as const)('%j has the %s %j', (text, field, values) => {
    expect(parseCron(text)[field]).toEqual(values)
  })

  it.each([
    ['', 0],
    ['* * * *', 0],
    ['* * * * * *', 0],
    ['@daily', 0],
    ['60 * * * *', 0],
    ['0 24 * * *', 2],
    ['0 0 0 * *', 4],
    ['0 0 32 * *', 4],
    ['0 0 * 13 *', 6],
    ['0 0 * * 7', 8],
    ['0 0 * * 1,8', 10],
    ['0 0 * * Mox', 8],
    ['0 0 * * Mondays', 8],
    ['0 0 * * -Fr', 8],
    ['0 0 * Mon *', 6],
    ['0 22-5 * * *', 2],
    ['*/0 * * * *', 0],
    ['*/ * * * *', 0],
    ['*-5 * * * *', 0],
    ['1-2-3 * * * *', 0],
    ['1/2/3 * * * *', 0],
    ['1,,2 * * * *', 2],
    ['-1 * * * *', 0],
    ['0 0 L * *', 4],
    ['0 0 * * 1#2', 8],
    ['0 0 ? * *', 4],
    ['1.5 * * * *', 0],
  ])('%j is refused at offset %i', (text, offset) => {
    const error = errorOf(text)
    expect([error.code, error.data]).toEqual(['ERR_CRON', { offset }])
    expect(error.hint).not.toBe('')
  })
})
