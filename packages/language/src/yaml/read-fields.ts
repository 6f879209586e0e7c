import { LanguageError, quote } from '../errors.ts'
import { nearestName } from '../source/nearest-name.ts'
import type { YamlEntry, YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { asBoolean, asCount, asMapping, asScalar, asScalars } from './read-node.ts'

/** The keys that a mapping may have. */
export interface KnownKeys {
  readonly accepted: readonly string[]
  /** Keys that Azure Pipelines knows and this package cannot honour: the error that says so. */
  readonly refused?: Readonly<Record<string, (key: YamlScalar) => LanguageError>>
}

/** A mapping whose keys have been checked. */
export interface Fields {
  /** What it is, for messages: `the pipeline`, `a job`. */
  readonly what: string
  readonly place: Place
  readonly entries: ReadonlyMap<string, YamlEntry>
}

/**
 * Reads a mapping and checks its keys, in the order of the file.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_UNKNOWN_KEY`, and what `refused` makes
 */
export function readFields(node: YamlNode, what: string, known: KnownKeys): Fields {
  const { entries, place } = asMapping(node, what)
  const accepted = new Set(known.accepted)
  for (const { key } of entries) {
    if (accepted.has(key.text)) continue
    if (known.refused && Object.hasOwn(known.refused, key.text)) throw known.refused[key.text]?.(key)
    throw unknownKey(key, what, [...known.accepted, ...Object.keys(known.refused ?? {})])
  }
  return { what, place, entries: new Map(entries.map((entry) => [entry.key.text, entry])) }
}

/** The error for a key that nobody knows; it names the nearest known one, or all of them. */
export function unknownKey(key: YamlScalar, what: string, known: readonly string[]): LanguageError {
  const nearest = nearestName(key.text, known)
  return new LanguageError('ERR_PLAN_UNKNOWN_KEY', {
    message: `${quote(key.text)} is no key of ${what}`,
    hint: nearest === undefined ? `Keys here: ${known.join(', ')}.` : `Did you mean '${nearest}'?`,
    place: key.place,
    data: { key: key.text, nearest },
  })
}

/** The value of a key, if it is there. */
export function optionalNode(fields: Fields, key: string): YamlNode | undefined {
  return fields.entries.get(key)?.value
}

/**
 * The scalar of a key, if it is there.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function optionalScalar(fields: Fields, key: string): YamlScalar | undefined {
  const node = optionalNode(fields, key)
  return node && asScalar(node, `'${key}'`)
}

/**
 * The text of a key; an empty value counts as none, as Azure Pipelines takes it.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function optionalText(fields: Fields, key: string): string | undefined {
  return optionalScalar(fields, key)?.text || undefined
}

/**
 * The boolean of a key, if it is there.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_VALUE`
 */
export function optionalBoolean(fields: Fields, key: string): boolean | undefined {
  const node = optionalNode(fields, key)
  return node && asBoolean(node, `'${key}'`)
}

/**
 * The whole number of a key, from 0 to `most`, if it is there.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`, `ERR_PLAN_VALUE`
 */
export function optionalCount(fields: Fields, key: string, most: number): number | undefined {
  const node = optionalNode(fields, key)
  return node && asCount(node, `'${key}'`, most)
}

/**
 * One text or a list of texts, if the key is there.
 *
 * @throws LanguageError `ERR_PLAN_TYPE`
 */
export function optionalScalars(fields: Fields, key: string): readonly YamlScalar[] | undefined {
  const node = optionalNode(fields, key)
  return node && asScalars(node, `'${key}'`)
}

/**
 * The value of a key that has to be there.
 *
 * @throws LanguageError `ERR_PLAN_MISSING_KEY`
 */
export function requiredNode(fields: Fields, key: string): YamlNode {
  const node = optionalNode(fields, key)
  if (node) return node
  throw new LanguageError('ERR_PLAN_MISSING_KEY', {
    message: `${fields.what} has no '${key}'`,
    hint: `Add '${key}:'.`,
    place: fields.place,
    data: { key },
  })
}

/**
 * The scalar of a key that has to be there.
 *
 * @throws LanguageError `ERR_PLAN_MISSING_KEY`, `ERR_PLAN_TYPE`
 */
export function requiredScalar(fields: Fields, key: string): YamlScalar {
  return asScalar(requiredNode(fields, key), `'${key}'`)
}
