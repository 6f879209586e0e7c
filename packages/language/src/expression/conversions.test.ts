import { describe, expect, it } from 'vitest'
import { LanguageError } from '../errors.ts'
import { formatNumber, toNumber } from './convert.ts'
import { evaluate } from './evaluate.ts'
import { parseExpression } from './parse-expression.ts'

const variables = { array: [1], object: { a: 1 }, date: new Date(0), yes: true, five: 5 }
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

describe('eq converts the right value to the type of the left one', () => {
  it.each([
    ["eq('abc', 'ABC')", true],
    ["eq(true, 'anything')", true],
    ["eq(true, '')", false],
    ["eq('true', true)", true],
    ['eq(false, 0)', true],
    ['eq(true, 5)', true],
    ['eq(1, true)', true],
    ["eq(1, '1.0')", true],
    ["eq(1000, '1,000')", true],
    ["eq(1, ' 1 ')", true],
    ["eq(0, '')", true],
    ["eq(1, 'one')", false],
    ["eq(5, '5e0')", false],
    ["eq('1', 1)", true],
    ["eq('1.5', 1.50)", true],
    ["eq(variables.none, '')", true],
    ["eq('', variables.none)", true],
    ['eq(variables.none, 0)', false],
    ['eq(0, variables.none)', true],
    ['eq(variables.none, variables.alsoNone)', true],
    ['eq(1.2.3, 1.2.3)', true],
    ["eq(1.2.3, '1.2.3')", true],
    ["eq('1.2.3', 1.2.3)", true],
    ["eq(1.2.3, 'x')", false],
    ['eq(1.2.3, 1.2)', false],
    ['eq(1.2, 1.2.3)', false],
    ['eq(variables.array, variables.array)', true],
    ['eq(variables.array, variables.object)', false],
    ["eq('x', variables.object)", false],
    ['eq(1, variables.object)', false],
    ['eq(true, variables.object)', true],
    ['eq(variables.date, variables.date)', true],
    ["eq(variables.date, 'x')", false],
    ["eq('straße', 'STRASSE')", false],
    ["eq('straße', 'STRAßE')", true],
  ])('%s is %s', (text, expected) => {
    expect(value(text)).toBe(expected)
    expect(value(text.replace(/^eq/, 'ne'))).toBe(!expected)
  })
})

describe('lt, le, gt and ge convert in the same way', () => {
  it.each([
    ["lt('a', 'B')", true],
    ["gt('b', 'A')", true],
    ["lt(9, '10')", true],
    ["lt('9', 10)", false],
    ["ge('10', 10)", true],
    ['lt(1.9.0, 1.10.0)', true],
    ['lt(1.2.0, 1.2.0.1)', true],
    ["gt(1.10.0, '1.9')", true],
    ['gt(2.0.0, 1.5)', true],
    ['gt(true, false)', true],
    ["le(false, '')", true],
    ['lt(variables.none, 1)', true],
    ['ge(1, variables.yes)', true],
    ["lt('_', 'a')", false],
    ['le(variables.date, variables.date)', true],
  ])('%s is %s', (text, expected) => {
    expect(value(text)).toBe(expected)
  })

  it.each([
    "gt(1, 'one')",
    'gt(1, variables.object)',
    "lt(1.2.3, 'x')",
    'lt(1.2.3, 5)',
    "ge('x', variables.array)",
    'gt(variables.object, 1)',
    'gt(variables.date, 1)',
    'gt(1, 1.2.3)',
  ])('%s is an error, for the right value does not convert', (text) => {
    expect(codeOf(text)).toBe('ERR_EXPRESSION_CONVERSION')
  })
})

describe('numbers', () => {
  it.each([
    ['12', 12],
    ['-1.5', -1.5],
    ['+3', 3],
    ['.5', 0.5],
    ['5.', 5],
    ['1,234.5', 1234.5],
    ['', 0],
    [' ', undefined],
    ['.', undefined],
    ['0x10', undefined],
    ['1e3', undefined],
    ['1_000', undefined],
    ['Infinity', undefined],
    ['9'.repeat(40), undefined],
  ])('the text %j is the number %s', (text, number) => {
    expect(toNumber(text)).toBe(number)
  })

  it.each([
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [100, '100'],
    [0.123456789, '0.1234568'],
    [0.00000001, '0'],
    [-0.00000001, '0'],
    [1e21, '1000000000000000000000'],
    [-1234567.5, '-1234567.5'],
  ])('%d is written as %s', (number, text) => {
    expect(formatNumber(number)).toBe(text)
  })
})
