import { LanguageError } from '../errors.ts'
import { formatDateTime } from './format-date.ts'
import { ExpressionVersion, kindNames, kindOf, type ValueKind } from './value.ts'

/**
 * Conversions between the types of expressions (learn.microsoft.com, Azure Pipelines "Expressions", type casting; the MIT-licensed actions/runner,
 * src/Sdk/DTExpressions, `EvaluationResult.cs`). The `to…` functions give undefined where a value does not convert.
 */
export function toBoolean(value: unknown): boolean {
  switch (kindOf(value)) {
    case 'boolean':
      return value as boolean
    case 'number':
      return value !== 0
    case 'string':
      return value !== ''
    case 'null':
      return false
    default:
      return true
  }
}

/** Where .NET's `Decimal` ends: a text of a larger number is no number. */
const LARGEST_NUMBER = 2 ** 96

/** A sign, digits with thousands commas, a decimal point; white space around. No exponent. */
const NUMBER_TEXT = /^[\t-\r ]*[+-]?(?:\d[\d,]*(?:\.\d*)?|\.\d+)[\t-\r ]*$/

/** The number of a value: '' and null are 0, true is 1. */
export function toNumber(value: unknown): number | undefined {
  switch (kindOf(value)) {
    case 'number':
      return value as number
    case 'boolean':
      return value ? 1 : 0
    case 'null':
      return 0
    case 'string':
      return value === '' ? 0 : parseNumber(value as string)
    default:
      return undefined
  }
}

function parseNumber(text: string): number | undefined {
  if (!NUMBER_TEXT.test(text)) return undefined
  const number = Number(text.replaceAll(',', ''))
  return Math.abs(number) <= LARGEST_NUMBER ? number : undefined
}

/**
 * The text of a value: null is '', booleans are `True` and `False`, as Azure Pipelines shows them (the page's table says lower case, its example and
 * the service upper).
 */
export function toText(value: unknown): string | undefined {
  switch (kindOf(value)) {
    case 'string':
      return value as string
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
      return formatNumber(value as number)
    case 'null':
      return ''
    case 'version':
      return String(value)
    case 'datetime':
      return formatDateTime(value as Date, 'yyyy\\-MM\\-dd HH\\:mm\\:sszzz')
    default:
      return undefined
  }
}

/** Decimals that the text of a number keeps: its format is `0.#######` (same source, `ExpressionConstants.NumberFormat`). */
const DECIMALS = 7

/** The text of a number: no exponent, no thousands, at most seven decimals. */
export function formatNumber(number: number): string {
  if (Number.isInteger(number)) return BigInt(number).toString()
  const text = number.toFixed(DECIMALS).replace(/\.?0+$/, '')
  return text === '-0' ? '0' : text
}

/** .NET's `Int32.MaxValue`: a version's part is no larger. */
const LARGEST_VERSION_PART = 2_147_483_647

/** The version of a value: a text or number of two to four parts. */
export function toVersion(value: unknown): ExpressionVersion | undefined {
  switch (kindOf(value)) {
    case 'version':
      return value as ExpressionVersion
    case 'string':
    case 'number':
      return parseVersion(toText(value) ?? '')
    default:
      return undefined
  }
}

/** Reads a version of two to four parts. */
export function parseVersion(text: string): ExpressionVersion | undefined {
  if (!/^\d+(?:\.\d+){1,3}$/.test(text)) return undefined
  const parts = text.split('.').map(Number)
  return parts.every((part) => part <= LARGEST_VERSION_PART) ? new ExpressionVersion(parts) : undefined
}

/** A date, a time, and an offset or `Z`; without one the time is UTC, as the service's clock is. */
const DATE_TEXT = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?)?(Z|[+-]\d\d:\d\d)?$/

/** The date of a value: a text converts when the other side of a comparison is a date (actions/runner, src/Sdk/DTExpressions, `EvaluationResult.cs`). */
export function toDate(value: unknown): Date | undefined {
  if (kindOf(value) === 'datetime') return value as Date
  const match = typeof value === 'string' ? DATE_TEXT.exec(value.trim()) : null
  if (!match) return undefined
  const text = match[0].replace(' ', 'T')
  const date = new Date(match[1] === undefined && text.includes('T') ? `${text}Z` : text)
  return Number.isNaN(date.getTime()) ? undefined : date
}

/** Whether a value converts to null: null and ''. */
export function isNullLike(value: unknown): boolean {
  return kindOf(value) === 'null' || value === ''
}

/**
 * The text of a value, where an array or object is an error.
 *
 * @throws LanguageError `ERR_EXPRESSION_CONVERSION`
 */
export function requireText(value: unknown): string {
  return toText(value) ?? fail(value, 'string')
}

/** The error for a value that does not convert, in the service's words (measured). */
export function fail(value: unknown, to: ValueKind): never {
  const from = kindOf(value)
  const shown = from === 'string' ? `'${value}'` : (toText(value) ?? kindNames[from])
  throw new LanguageError('ERR_EXPRESSION_CONVERSION', {
    message: `Unable to convert from ${kindNames[from]} to ${kindNames[to]}. Value: ${shown}`,
    hint: 'Compare values of one type: write the other side as text in single quotes, or convert the variable where it is set.',
    data: { from, to },
  })
}
