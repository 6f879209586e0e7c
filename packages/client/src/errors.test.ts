import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ClientError, codes, isTransient, reasonOf } from './errors.ts'

const folder = fileURLToPath(new URL('.', import.meta.url))
const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'errors.ts')
  .map((name) => readFileSync(`${folder}${name}`, 'utf8'))
  .join('\n')

describe('the catalogue of errors', () => {
  it('has no code that nothing throws', () => {
    expect(Object.keys(codes).filter((code) => !sources.includes(`'${code}'`))).toEqual([])
  })

  it('tells what may pass from what will not', () => {
    const error = (code: keyof typeof codes) => new ClientError(code, { message: 'm', hint: 'h' })
    expect([
      isTransient(error('ERR_SOURCE_UNAVAILABLE')),
      isTransient(error('ERR_JOB_TOKEN_REFUSED')),
      isTransient(new Error('x')),
    ]).toEqual([true, false, false])
  })

  it('keeps the cause, and has a reason for whatever was thrown', () => {
    const cause = Object.assign(new Error(''), { code: 'ECONNRESET' })
    expect(new ClientError('ERR_SOURCE_UNREACHABLE', { message: 'm', hint: 'h', cause }).cause).toBe(cause)
    expect(reasonOf(cause)).toBe('ECONNRESET')
    expect(reasonOf(new Error('refused'))).toBe('refused')
    expect(reasonOf({ cause })).toBe('ECONNRESET')
    expect(reasonOf({})).toBe('no answer')
  })
})
