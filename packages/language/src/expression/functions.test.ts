import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import { evaluate } from './evaluate.ts'
import { parseExpression } from './parse-expression.ts'
import { functionNames } from './signatures.ts'

const variables = {
  letters: 'ABC',
  numbers: '123',
  list: ['a', 'B', 3, true, null],
  map: { x: 'One', y: 2 },
  date: new Date('2026-04-20T01:04:56.789Z'),
}

const value = (text: string) => evaluate(parseExpression(text), { variables })

function codeOf(text: string): string {
  try {
    value(text)
  } catch (error) {
    if (error instanceof LanguageError) return error.code
    throw error
  }
  return 'none'
}

describe("the documentation's own examples", () => {
  it.each([
    ["and(eq(variables.letters, 'ABC'), eq(variables.numbers, 123))", true],
    [
      "coalesce(variables.couldBeNull, variables.couldAlsoBeNull, 'literal so it always works')",
      'literal so it always works',
    ],
    ["contains('ABCDE', 'BCD')", true],
    ["endsWith('ABCDE', 'DE')", true],
    ["format('Hello {0} {1}', 'John', 'Doe')", 'Hello John Doe'],
    ["format('literal left brace {{ and literal right brace }}')", 'literal left brace { and literal right brace }'],
    ['ge(5, 5)', true],
    ['gt(5, 2)', true],
    ["in('B', 'A', 'B', 'C')", true],
    ['le(2, 2)', true],
    ['lt(2, 5)', true],
    ['ne(1, 2)', true],
    ['not(eq(1, 2))', true],
    ["notIn('D', 'A', 'B', 'C')", true],
    ['or(eq(1, 1), eq(2, 3))', true],
    [
      "replace('https://www.tinfoilsecurity.com/saml/consume','https://www.tinfoilsecurity.com','http://server')",
      'http://server/saml/consume',
    ],
    ["startsWith('ABCDE', 'AB')", true],
    ['xor(True, False)', true],
    ["format('{0:yyyyMMdd}', variables.date)", '20260420'],
  ])('%s gives %j', (text, expected) => {
    expect(value(text)).toBe(expected)
  })
})

describe('functions of text', () => {
  it.each([
    ["contains('abc', 'BC')", true],
    ["contains('abc', '')", true],
    ['startsWith(123, 12)', true],
    ["endsWith('abc', 'C')", true],
    ["lower('AbÇ')", 'abç'],
    ["upper('abß')", 'ABß'],
    ["trim('  a b\t')", 'a b'],
    ["length('abc')", 3],
    ['length(variables.list)', 5],
    ['length(variables.map)', 2],
    ["replace('aAa', 'a', 'b')", 'bAb'],
    ["replace('abc', '', 'x')", 'abc'],
    ["join(', ', variables.list)", 'a, B, 3, True, '],
    ["join('-', 'single')", 'single'],
    ["format('{0}{1}{0}', 'a', 1.50)", 'a1.5a'],
    ["format('{{{0}}}', 'x')", '{x}'],
    ["format('{0:yyyy\\-MM\\-dd HH\\:mm\\:ss.fff}', variables.date)", undefined],
    ["format('{0:yyyy\\-MM\\-dd HH\\:mm\\:ss fff}', variables.date)", '2026-04-20 01:04:56 789'],
    ["format('{0:d M yy H m s f zzz}', variables.date)", '20 4 26 1 4 56 7 +00:00'],
    ["format('{0}', variables.date)", '2026-04-20 01:04:56+00:00'],
  ])('%s gives %j', (text, expected) => {
    if (expected === undefined) expect(codeOf(text)).toBe('ERR_EXPRESSION_FORMAT')
    else expect(value(text)).toBe(expected)
  })

  it.each([
    ["split('a,b,,c,', ',')", ['a', 'b', '', 'c', '']],
    ["split('a, b', ', ')", ['a', 'b']],
    ["split('abc', '')", ['abc']],
    ["split('a/b/c', '/')[1]", 'b'],
  ])('%s splits into %j', (text, expected) => {
    expect(value(text)).toEqual(expected)
  })

  it.each([
    "format('{0}')",
    "format('{', 1)",
    "format('}', 1)",
    "format('{x}', 1)",
    "format('{999}', 1)",
    "format('{0:yyyy}', 'text')",
    "format('{0:yyyy-MM}', variables.date)",
    "format('{0:q}', variables.date)",
  ])('%s is a wrong format', (text) => {
    expect(codeOf(text)).toBe('ERR_EXPRESSION_FORMAT')
  })

  it.each([
    "contains(variables, 'a')",
    'lower(variables.map)',
    'length(variables.none)',
    'length(12.5)',
    "format('{0}', variables.map)",
  ])('%s cannot make text of an object', (text) => {
    expect(codeOf(text)).toBe('ERR_EXPRESSION_CONVERSION')
  })
})

describe('functions of collections', () => {
  it.each([
    ["containsValue(variables.list, 'b')", true],
    ["containsValue(variables.list, '3')", true],
    ["containsValue(variables.list, 'x')", false],
    ["containsValue(variables.map, 'one')", true],
    ['containsValue(variables.map, 2)', true],
    ["containsValue('abc', 'abc')", false],
  ])('%s gives %j', (text, expected) => {
    expect(value(text)).toBe(expected)
  })

  it('convertToJson writes two spaces of indentation', () => {
    expect(value('convertToJson(variables.map)')).toBe('{\n  "x": "One",\n  "y": 2\n}')
    expect(value('convertToJson(variables.list)')).toBe('[\n  "a",\n  "B",\n  3,\n  true,\n  null\n]')
    expect(value('convertToJson(variables.none)')).toBe('null')
    expect(value("convertToJson('a\"b')")).toBe('"a\\"b"')
  })

  it('coalesce gives the last value where all are empty', () => {
    expect(value("coalesce(variables.none, '')")).toBe('')
    expect(value("coalesce('', variables.none)")).toBeNull()
  })

  it('iif evaluates both values, so that an error in the one that is not taken fails, as in the service', () => {
    expect(codeOf("iif(true, 'yes', lt(1, 'bad'))")).toBe('ERR_EXPRESSION_CONVERSION')
  })

  it('iif gives a value of any type', () => {
    expect(value('iif(eq(1, 1), 2, variables.list)')).toBe(2)
    expect(value('iif(eq(1, 2), 2, variables.list)')).toEqual(variables.list)
  })
})

it('every function that parses is there to be evaluated', () => {
  expect(functionNames).toHaveLength(33)
})
