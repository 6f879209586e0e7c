import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml'
import { LanguageError, quote } from '../errors.ts'
import type { LineIndex } from '../source/line-index.ts'
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import { DEEPEST_NESTING, MOST_ALIASES, MOST_NODES, tooDeep, tooManyNodes } from './limits.ts'

/** A converted node with its size and depth after aliases: what it would cost to walk. */
interface Converted<T extends YamlNode = YamlNode> {
  readonly node: T
  readonly size: number
  readonly depth: number
}

interface Conversion {
  readonly text: string
  readonly placeAt: LineIndex
  /** By anchor name; undefined while the anchored node itself is still being read. */
  readonly anchors: Map<string, Converted | undefined>
  aliases: number
}

/**
 * Turns a composed document into the package's own nodes: resolves aliases and merge keys, refuses duplicate keys, keys that are not text, and
 * aliases that would expand beyond the limits. An alias costs nothing here: its target is shared and only counted.
 *
 * @throws LanguageError `ERR_YAML_DUPLICATE_KEY`, `ERR_YAML_KEY`, `ERR_YAML_ALIAS`, `ERR_YAML_ALIAS_LIMIT`, `ERR_YAML_LIMIT`
 */
export function convertDocument(document: Document.Parsed, text: string, placeAt: LineIndex): YamlNode {
  return convert(document.contents, 0, { text, placeAt, anchors: new Map(), aliases: 0 }).node
}

function convert(node: unknown, fallbackOffset: number, conversion: Conversion): Converted {
  if (isAlias(node)) return convertAlias(node.source, placeOf(node, fallbackOffset, conversion), conversion)
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined
  if (anchor !== undefined) conversion.anchors.set(anchor, undefined)
  const converted = convertOwn(node, fallbackOffset, conversion)
  if (anchor !== undefined) conversion.anchors.set(anchor, converted)
  return converted
}

function convertOwn(node: unknown, fallbackOffset: number, conversion: Conversion): Converted {
  const place = placeOf(node, fallbackOffset, conversion)
  if (isMap(node)) return convertMapping(node, place, conversion)
  if (isSeq(node)) return convertSequence(node, place, conversion)
  if (isScalar(node)) return { node: convertScalar(node, place, conversion), size: 1, depth: 1 }
  return { node: { kind: 'scalar', text: '', style: 'plain', source: '', place }, size: 1, depth: 1 }
}

const styles: Readonly<Record<string, YamlScalar['style']>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single-quoted',
  QUOTE_DOUBLE: 'double-quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
}

function convertScalar(node: Scalar, place: Place, { text }: Conversion): YamlScalar {
  const source = node.range ? text.slice(node.range[0], node.range[1]) : ''
  // A tag such as !!binary would make a value that is no text; what is written counts.
  const value = typeof node.value === 'string' ? node.value : (node.source ?? '')
  return { kind: 'scalar', text: value, style: styles[node.type ?? 'PLAIN'] ?? 'plain', source, place }
}

function convertSequence(node: YAMLSeq, place: Place, conversion: Conversion): Converted<YamlSequence> {
  const items: YamlNode[] = []
  const tally: Tally = { size: 1, depth: 1 }
  for (const item of node.items) {
    // `!!omap` and `!!pairs` put bare pairs into a list.
    const converted = convert(isPair(item) ? item.value : item, node.range?.[0] ?? 0, conversion)
    count(tally, converted, place, conversion)
    items.push(converted.node)
  }
  return { node: { kind: 'sequence', items, place }, size: tally.size, depth: tally.depth }
}

function convertMapping(node: YAMLMap, place: Place, conversion: Conversion): Converted<YamlMapping> {
  const own = new Map<string, YamlEntry>()
  const merged = new Map<string, YamlEntry>()
  const tally: Tally = { size: 1, depth: 1 }
  for (const pair of node.items) {
    const start = node.range?.[0] ?? 0
    const key = convert(pair.key, start, conversion).node
    if (key.kind !== 'scalar') throw keyIsNoText(key.place)
    const value = convert(pair.value, endOf(pair.key, start), conversion)
    count(tally, value, place, conversion)
    if (key.text === '<<' && key.style === 'plain') {
      for (const entry of mergedEntries(value.node)) if (!merged.has(entry.key.text)) merged.set(entry.key.text, entry)
      continue
    }
    const first = own.get(key.text)
    if (first) throw duplicateKey(key, first.key)
    own.set(key.text, { key, value: value.node })
  }
  const entries = [...own.values(), ...[...merged.values()].filter((entry) => !own.has(entry.key.text))]
  return { node: { kind: 'mapping', entries, place }, size: tally.size, depth: tally.depth }
}

/** A merge key's value is a mapping or a list of them; the first that has a key gives it (yaml.org/type/merge.html). */
function mergedEntries(node: YamlNode): readonly YamlEntry[] {
  if (node.kind === 'mapping') return node.entries
  if (node.kind === 'sequence' && node.items.every((item) => item.kind === 'mapping')) {
    return node.items.flatMap((item) => item.entries)
  }
  throw new LanguageError('ERR_PLAN_TYPE', {
    message: 'the merge key `<<` needs a mapping, or a list of mappings',
    hint: 'Write `<<: *name`, where `&name` is an anchor on a mapping above.',
    place: node.place,
  })
}

function convertAlias(name: string, place: Place, conversion: Conversion): Converted {
  conversion.aliases += 1
  if (conversion.aliases > MOST_ALIASES) throw tooManyNodes(place, conversion.aliases)
  const target = conversion.anchors.get(name)
  if (target) return target
  const inside = conversion.anchors.has(name)
  throw new LanguageError('ERR_YAML_ALIAS', {
    message: inside
      ? `the alias *${name} stands inside its own anchor &${name}`
      : `the alias *${name} names no anchor above it`,
    hint: inside
      ? 'Write the value out, or move the anchor.'
      : `Put &${name} on the node that is meant, above this line.`,
    place,
    data: { alias: name },
  })
}

/** What walking a collection costs. */
interface Tally {
  size: number
  depth: number
}

function count(tally: Tally, child: Converted, place: Place, { aliases }: Conversion): void {
  tally.size += child.size
  tally.depth = Math.max(tally.depth, child.depth + 1)
  if (tally.size > MOST_NODES) throw tooManyNodes(place, aliases)
  if (tally.depth > DEEPEST_NESTING) throw tooDeep(child.node.place)
}

function duplicateKey(key: YamlScalar, first: YamlScalar): LanguageError {
  return new LanguageError('ERR_YAML_DUPLICATE_KEY', {
    message: `the key ${quote(key.text)} stands here for the second time; the first is on line ${first.place.line}`,
    hint: 'Keep one of the two, or join them.',
    place: key.place,
    data: { key: key.text, firstLine: first.place.line },
  })
}

function keyIsNoText(place: Place): LanguageError {
  return new LanguageError('ERR_YAML_KEY', {
    message: 'a list or a mapping cannot be a key',
    hint: 'Write a name before the colon. A value that starts with { or [ needs quotes.',
    place,
  })
}

function placeOf(node: unknown, fallbackOffset: number, { placeAt }: Conversion): Place {
  const ranged = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined
  return placeAt(ranged?.[0] ?? fallbackOffset)
}

function endOf(node: unknown, fallbackOffset: number): number {
  const ranged = isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range : undefined
  return ranged?.[1] ?? fallbackOffset
}
