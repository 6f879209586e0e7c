import { upperOrdinal } from './fold-case.ts'
import { FoldedObject } from './folded-object.ts'

/** The kinds of value that expressions know (learn.microsoft.com, Azure Pipelines "Expressions", type casting; `datetime` is what `pipeline.startTime` is). */
export type ValueKind = 'null' | 'boolean' | 'number' | 'string' | 'version' | 'datetime' | 'array' | 'object'

/** The kinds as the service's messages name them. */
export const kindNames: Readonly<Record<ValueKind, string>> = {
  null: 'Null',
  boolean: 'Boolean',
  number: 'Number',
  string: 'String',
  version: 'Version',
  datetime: 'DateTime',
  array: 'Array',
  object: 'Object',
}

/** A version of two to four parts, such as `1.2.3`. */
export class ExpressionVersion {
  readonly parts: readonly number[]

  constructor(parts: readonly number[]) {
    this.parts = parts
  }

  toString(): string {
    return this.parts.join('.')
  }
}

/** What `a.*` gives: an array on which a further `.b` takes `b` of every item. */
export class FilteredArray {
  readonly items: readonly unknown[]

  constructor(items: readonly unknown[]) {
    this.items = items
  }
}

/** The kind of a value; what has none in Azure Pipelines (a function, NaN) counts as null. */
export function kindOf(value: unknown): ValueKind {
  switch (typeof value) {
    case 'boolean':
      return 'boolean'
    case 'string':
      return 'string'
    case 'number':
      return Number.isFinite(value) ? 'number' : 'null'
    case 'object':
      return kindOfObject(value)
    default:
      return 'null'
  }
}

function kindOfObject(value: object | null): ValueKind {
  if (value === null) return 'null'
  if (value instanceof ExpressionVersion) return 'version'
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : 'datetime'
  if (Array.isArray(value) || value instanceof FilteredArray) return 'array'
  return 'object'
}

/** The items of an array value. */
export function itemsOf(value: unknown): readonly unknown[] {
  if (value instanceof FilteredArray) return value.items
  return Array.isArray(value) ? value : []
}

/** The entries of an object value: a plain object's own ones, a Map's, or those of a `FoldedObject`. */
export function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (value instanceof FoldedObject) return value.entries()
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item])
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/**
 * A property by name: of a Map as written, as the service reads the objects of parameters; of everything else whatever its case, as it reads its own
 * contexts. Undefined when there is none.
 *
 * @throws LanguageError `ERR_EXPRESSION_KEY` from a context that must have the name
 */
export function propertyOf(value: unknown, name: string): unknown {
  if (value instanceof FoldedObject) return value.get(name)
  if (value instanceof Map) return value.get(name)
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, name)) return (value as Readonly<Record<string, unknown>>)[name]
  const wanted = upperOrdinal(name)
  return entriesOf(value).find(([key]) => upperOrdinal(key) === wanted)?.[1]
}
