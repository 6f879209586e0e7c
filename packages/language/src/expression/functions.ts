import { LanguageError } from '../errors.ts'
import { areEqual, compareValues } from './compare.ts'
import type { ExpressionContext, StatusFunctions } from './context.ts'
import { fail, isNullLike, requireText, toBoolean, toNumber, toText } from './convert.ts'
import { lowerOrdinal, upperOrdinal } from './fold-case.ts'
import { formatText } from './format-text.ts'
import { LONGEST_RESULT } from './limits.ts'
import type { FunctionName } from './signatures.ts'
import { toJson } from './to-json.ts'
import { entriesOf, itemsOf, kindNames, kindOf } from './value.ts'

/** The arguments of a call: each is evaluated when it is asked for, so that `and`, `or`, `in` and `coalesce` stop early. */
export interface CallArguments {
  readonly count: number
  readonly value: (index: number) => unknown
  readonly context: ExpressionContext
}

/** What a function of the language does. */
export type ExpressionFunction = (call: CallArguments) => unknown

const text = (call: CallArguments, index: number) => requireText(call.value(index))
const upper = (call: CallArguments, index: number) => upperOrdinal(text(call, index))
const compare = (call: CallArguments) => compareValues(call.value(0), call.value(1))
const indexes = (call: CallArguments, from = 0) => Array.from({ length: call.count - from }, (_, index) => index + from)

/** The functions, by name: learn.microsoft.com, Azure Pipelines "Expressions"; conversions as in `convert.ts`. */
export const functions: Readonly<Record<FunctionName, ExpressionFunction>> = {
  and: (call) => indexes(call).every((index) => toBoolean(call.value(index))),
  or: (call) => indexes(call).some((index) => toBoolean(call.value(index))),
  not: (call) => !toBoolean(call.value(0)),
  xor: (call) => toBoolean(call.value(0)) !== toBoolean(call.value(1)),
  iif,
  coalesce,

  eq: (call) => areEqual(call.value(0), call.value(1)),
  ne: (call) => !areEqual(call.value(0), call.value(1)),
  gt: (call) => compare(call) > 0,
  ge: (call) => compare(call) >= 0,
  lt: (call) => compare(call) < 0,
  le: (call) => compare(call) <= 0,
  in: isIn,
  notIn: (call) => !isIn(call),

  contains: (call) => upper(call, 0).includes(upper(call, 1)),
  startsWith: (call) => upper(call, 0).startsWith(upper(call, 1)),
  endsWith: (call) => upper(call, 0).endsWith(upper(call, 1)),
  containsValue,

  format: (call) =>
    formatText(text(call, 0), (index) => (index + 1 < call.count ? { value: call.value(index + 1) } : undefined)),
  join: (call) => join(text(call, 0), call.value(1)),
  length: (call) => lengthOf(call.value(0)),
  lower: (call) => lowerOrdinal(text(call, 0)),
  upper: (call) => upper(call, 0),
  trim: (call) => text(call, 0).trim(),
  replace: (call) => replace(text(call, 0), text(call, 1), text(call, 2)),
  split: (call) => split(text(call, 0), text(call, 1)),
  convertToJson: (call) => limitText(toJson(call.value(0))),
  counter,

  always: () => true,
  canceled: (call) => status(call, 'canceled').canceled(),
  failed: (call) => status(call, 'failed').failed(names(call)),
  succeeded: (call) => status(call, 'succeeded').succeeded(names(call)),
  succeededOrFailed: (call) => status(call, 'succeededOrFailed').succeededOrFailed(names(call)),
}

/** Both values are evaluated, so that an error in the one that is not taken fails too (measured). */
function iif(call: CallArguments): unknown {
  const [condition, whenTrue, whenFalse] = indexes(call).map((index) => call.value(index))
  return toBoolean(condition) ? whenTrue : whenFalse
}

/** The first value that is neither null nor ''; the last one when all are. */
function coalesce(call: CallArguments): unknown {
  let value: unknown = null
  for (const index of indexes(call)) {
    value = call.value(index)
    if (!isNullLike(value)) return value
  }
  return value
}

function isIn(call: CallArguments): boolean {
  const left = call.value(0)
  return indexes(call, 1).some((index) => areEqual(left, call.value(index)))
}

/** Items are converted to the type of the value that is looked for; an object's values are its items. */
function containsValue(call: CallArguments): boolean {
  const collection = call.value(0)
  const wanted = call.value(1)
  if (kindOf(collection) === 'array') return itemsOf(collection).some((item) => areEqual(wanted, item))
  if (kindOf(collection) === 'object') return entriesOf(collection).some(([, item]) => areEqual(wanted, item))
  return false
}

/** What has no text (an object in the array) is left out, its separator stays. */
function join(separator: string, list: unknown): string {
  if (kindOf(list) !== 'array') return requireText(list)
  const texts = itemsOf(list).map((item) => toText(item) ?? '')
  checkLength(texts.reduce((sum, item) => sum + item.length + separator.length, 0))
  return texts.join(separator)
}

/** Characters, items or keys. */
function lengthOf(value: unknown): number {
  const kind = kindOf(value)
  if (kind === 'array') return itemsOf(value).length
  if (kind === 'object') return entriesOf(value).length
  if (kind === 'string') return (value as string).length
  throw new LanguageError('ERR_EXPRESSION_CONVERSION', {
    message: `Kind '${kindNames[kind]}' not supported. Only arrays, strings, dictionaries, or collections are supported for the length function.`,
    hint: "Convert it to text first: length(format('{0}', value)).",
    data: { from: kind, to: 'string' },
  })
}

function replace(source: string, from: string, to: string): string {
  // .NET refuses to look for the empty text; nothing to replace is the useful answer.
  if (from === '') return source
  const parts = source.split(from)
  checkLength(source.length + (parts.length - 1) * (to.length - from.length))
  return parts.join(to)
}

/** The delimiter counts as one text, as in the announcement's example `split('a, b', ', ')` (Azure DevOps release notes, sprint 209). */
function split(source: string, delimiter: string): readonly string[] {
  return delimiter === '' ? [source] : source.split(delimiter)
}

function counter(call: CallArguments): number {
  if (!call.context.counter) throw unavailable('counter')
  const prefix = call.count > 0 ? text(call, 0) : ''
  const seed = call.count > 1 ? call.value(1) : 0
  return call.context.counter(prefix, toNumber(seed) ?? fail(seed, 'number'))
}

function names(call: CallArguments): readonly string[] {
  return indexes(call).map((index) => text(call, index))
}

function status(call: CallArguments, name: FunctionName): StatusFunctions {
  if (call.context.status) return call.context.status
  throw unavailable(name)
}

function unavailable(name: FunctionName): LanguageError {
  return new LanguageError('ERR_EXPRESSION_UNAVAILABLE', {
    message: `the function ${name} is not available where this expression is evaluated`,
    hint: 'Use status functions in conditions, and `counter` in variables.',
    data: { function: name },
  })
}

/**
 * The text, if it is not too long.
 *
 * @throws LanguageError `ERR_EXPRESSION_LIMIT`
 */
export function limitText(result: string): string {
  checkLength(result.length)
  return result
}

function checkLength(length: number): void {
  if (length <= LONGEST_RESULT) return
  throw new LanguageError('ERR_EXPRESSION_LIMIT', {
    message: `a function would make a text of ${length} characters; Azure Pipelines has room for ${LONGEST_RESULT}`,
    hint: 'Build long texts in a script step.',
    data: { length },
  })
}
