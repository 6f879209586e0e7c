import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import { parseYaml } from './parse-yaml.ts'
import {
  optionalBoolean,
  optionalCount,
  optionalScalars,
  optionalText,
  readFields,
  requiredScalar,
} from './read-fields.ts'

const fieldsOf = (yaml: string) => readFields(parseYaml(yaml, 'f.yml'), 'a thing', { accepted: ['a', 'beta'] })

function codeOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof LanguageError) return error.code
    throw error
  }
  return 'none'
}

describe('the keys of a mapping', () => {
  it('are refused by name, place and nearest known key when unknown', () => {
    try {
      fieldsOf('a: 1\nbeat: 2')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'ERR_PLAN_UNKNOWN_KEY',
        place: { line: 2, column: 1 },
        data: { key: 'beat', nearest: 'beta' },
      })
    }
  })

  it('do not come from the prototype of objects', () => {
    expect(codeOf(() => fieldsOf('constructor: 1'))).toBe('ERR_PLAN_UNKNOWN_KEY')
    expect(codeOf(() => fieldsOf('__proto__: 1'))).toBe('ERR_PLAN_UNKNOWN_KEY')
  })
})

describe('the values of a mapping', () => {
  it.each(['true', 'True', 'TRUE', 'yes', 'y', 'on'])('take %s for true', (word) => {
    expect(optionalBoolean(fieldsOf(`a: ${word}`), 'a')).toBe(true)
  })

  it.each(['false', 'FALSE', 'no', 'n', 'off'])('take %s for false', (word) => {
    expect(optionalBoolean(fieldsOf(`a: ${word}`), 'a')).toBe(false)
  })

  it.each([
    ['a: maybe', 'ERR_PLAN_VALUE'],
    ['a:', 'ERR_PLAN_VALUE'],
    ['a: [true]', 'ERR_PLAN_TYPE'],
    ['a: constructor', 'ERR_PLAN_VALUE'],
  ])('refuse %j as a boolean with %s', (yaml, code) => {
    expect(codeOf(() => optionalBoolean(fieldsOf(yaml), 'a'))).toBe(code)
  })

  it.each([
    ['a: 0', 0],
    ['a: 10', 10],
    ["a: ' 7 '", 7],
  ])('read %j as a whole number', (yaml, value) => {
    expect(optionalCount(fieldsOf(yaml), 'a', 10)).toBe(value)
  })

  it.each(['a: 11', 'a: -1', 'a: 1.5', 'a: 1e1', 'a: x', 'a:'])('refuse %j as a whole number up to ten', (yaml) => {
    expect(codeOf(() => optionalCount(fieldsOf(yaml), 'a', 10))).toBe('ERR_PLAN_VALUE')
  })

  it('take an empty text for none', () => {
    expect(optionalText(fieldsOf('a:'), 'a')).toBeUndefined()
    expect(optionalText(fieldsOf('beta: x'), 'a')).toBeUndefined()
  })

  it('read one text or a list of texts, and nothing as an empty list', () => {
    const texts = (yaml: string) => optionalScalars(fieldsOf(yaml), 'a')?.map(({ text }) => text)
    expect([texts('a: x'), texts('a: [x, y]'), texts('a: []'), texts('a:'), texts('beta: x')]).toEqual([
      ['x'],
      ['x', 'y'],
      [],
      [],
      undefined,
    ])
    expect(codeOf(() => texts('a: {x: y}'))).toBe('ERR_PLAN_TYPE')
    expect(codeOf(() => texts('a: [[x]]'))).toBe('ERR_PLAN_TYPE')
  })

  it('are missed by name where they are required', () => {
    expect(codeOf(() => requiredScalar(fieldsOf('beta: x'), 'a'))).toBe('ERR_PLAN_MISSING_KEY')
  })
})
