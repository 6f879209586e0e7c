import { LanguageError, quote } from '../errors.ts'
import type { YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../source/node.ts'
import type { Place } from '../source/place.ts'

/**
 * The words that Azure Pipelines takes for a boolean, in any case: true, y, yes, on; false, n, no, off
 * (learn.microsoft.com, Azure Pipelines YAML schema, "boolean definition").
 */
const booleanWords: Readonly<Record<string, boolean>> = {
  true: true,
  y: true,
  yes: true,
  on: true,
  false: false,
  n: false,
  no: false,
  off: false,
}

/**
 * The node as a mapping; `what` names it in the error.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function asMapping(node: YamlNode, what: string): YamlMapping {
  if (node.kind === 'mapping') return node
  throw wrongType(node, what, 'a mapping (lines of `key: value`)')
}

/**
 * The node as a list.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function asSequence(node: YamlNode, what: string): YamlSequence {
  if (node.kind === 'sequence') return node
  throw wrongType(node, what, 'a list (lines that start with `- `)')
}

/**
 * The items of a list that needs at least one.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_EMPTY`
 */
export function asNonEmptySequence(node: YamlNode, key: 'stages' | 'jobs' | 'steps'): readonly YamlNode[] {
  const { items } = asSequence(node, `'${key}'`)
  if (items.length > 0) return items
  throw new LanguageError('ERR_PLAN_EMPTY', {
    message: `'${key}' is empty`,
    hint: `Add at least one ${key.slice(0, -1)}.`,
    place: node.place,
    data: { key },
  })
}

/**
 * The node as a scalar: text with its place.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function asScalar(node: YamlNode, what: string): YamlScalar {
  if (node.kind === 'scalar') return node
  throw wrongType(node, what, 'text')
}

/**
 * The node as a boolean, in any of Azure Pipelines' words.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_VALUE`
 */
export function asBoolean(node: YamlNode, what: string): boolean {
  const { text, place } = asScalar(node, what)
  const value = toBoolean(text)
  if (value !== undefined) return value
  throw wrongValue(text, what, "'true' or 'false'", place)
}

/** The boolean that Azure Pipelines reads in a text, or undefined. */
export function toBoolean(text: string): boolean | undefined {
  const word = text.trim().toLowerCase()
  return Object.hasOwn(booleanWords, word) ? booleanWords[word] : undefined
}

/**
 * A whole number from 0 to `most`.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_VALUE`
 */
export function asCount(node: YamlNode, what: string, most: number): number {
  const { text, place } = asScalar(node, what)
  const value = /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : Number.NaN
  if (value <= most) return value
  throw wrongValue(text, what, most >= 1_000_000 ? 'a whole number' : `a whole number from 0 to ${most}`, place)
}

/**
 * One text, or a list of texts.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function asScalars(node: YamlNode, what: string): readonly YamlScalar[] {
  if (node.kind === 'scalar') return node.text === '' ? [] : [node]
  if (node.kind === 'sequence') return node.items.map((item) => asScalar(item, `each item of ${what}`))
  throw wrongType(node, what, 'text or a list of texts')
}

/** The error for a value of the wrong type. */
export function wrongType(node: YamlNode, what: string, expected: string): LanguageError {
  const found = describe(node)
  return new LanguageError('ERR_PLAN_TYPE', {
    message: `${what} must be ${expected}, but here stands ${found}`,
    hint:
      found === 'nothing'
        ? 'Give it a value, or remove the key.'
        : `Write it as ${expected}; check the indentation of the lines below it.`,
    place: node.place,
    data: { expected, found: node.kind },
  })
}

/** The error for a text that the key does not accept. */
export function wrongValue(text: string, what: string, expected: string, place: Place): LanguageError {
  return new LanguageError('ERR_PLAN_VALUE', {
    message: `${what} must be ${expected}, not ${quote(text)}`,
    hint: `Write ${expected}.`,
    place,
    data: { value: text, expected },
  })
}

function describe(node: YamlNode): string {
  if (node.kind === 'mapping') return 'a mapping'
  if (node.kind === 'sequence') return 'a list'
  return node.source.trim() === '' ? 'nothing' : 'text'
}
