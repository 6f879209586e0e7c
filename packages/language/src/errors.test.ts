import { expect, it } from 'vitest'
import { atPlace, codes, formatLanguageError, LanguageError, quote } from './errors.ts'

const place = { file: 'f.yml', line: 3, column: 7 }

it('formats an error as file, line, column and message, with the next step on a line of its own', () => {
  const error = new LanguageError('ERR_PLAN_VALUE', { message: 'no', hint: 'Do this.', place })
  expect(formatLanguageError(error)).toBe('f.yml:3:7: no\n  Do this.')
})

it('formats an error without a place by its message alone', () => {
  expect(formatLanguageError(new LanguageError('ERR_CRON', { message: 'no', hint: 'Do this.' }))).toBe('no\n  Do this.')
})

it('puts an error at a place and keeps the first one as its cause', () => {
  const error = new LanguageError('ERR_CRON', { message: 'no', hint: 'Do this.', data: { offset: 2 } })
  const placed = atPlace(error, place)
  expect(placed).toMatchObject({ code: 'ERR_CRON', place, data: { offset: 2 }, cause: error })
})

it('describes every code in a sentence', () => {
  for (const [code, description] of Object.entries(codes)) {
    expect(code).toMatch(/^ERR_[A-Z_]+$/)
    expect(description).toMatch(/^[`A-Z].*\.$/)
  }
})

it('quotes a value on one line and shortens it', () => {
  expect(quote('a\n b')).toBe("'a b'")
  expect(quote('x'.repeat(100))).toBe(`'${'x'.repeat(60)}…'`)
})
