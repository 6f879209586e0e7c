import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from '../source/node.ts'
import type { Place } from '../source/place.ts'

/** A plain scalar that the final form adds, at the place of what it stands for. */
export function plain(text: string, place: Place): YamlScalar {
  return { kind: 'scalar', text, style: 'plain', source: text, place }
}

/** A mapping of these entries. */
export function mappingOf(entries: readonly YamlEntry[], place: Place): YamlMapping {
  return { kind: 'mapping', entries, place }
}

/** A sequence of these items. */
export function sequenceOf(items: readonly YamlNode[], place: Place): YamlSequence {
  return { kind: 'sequence', items, place }
}

/** The value under a key. */
export function valueAt(mapping: YamlMapping, key: string): YamlNode | undefined {
  return mapping.entries.find((entry) => entry.key.text === key)?.value
}

/** The mapping with the values under some keys changed. */
export function mapValues(
  mapping: YamlMapping,
  changes: Readonly<Record<string, (value: YamlNode) => YamlNode>>,
): YamlMapping {
  const entries = mapping.entries.map((entry) => {
    const change = Object.hasOwn(changes, entry.key.text) ? changes[entry.key.text] : undefined
    return change ? { key: entry.key, value: change(entry.value) } : entry
  })
  return { ...mapping, entries }
}

/** The items of a sequence changed; what is no sequence stays. */
export function mapItems(node: YamlNode, change: (item: YamlNode) => YamlNode): YamlNode {
  return node.kind === 'sequence' ? { ...node, items: node.items.map(change) } : node
}

/** A text that names something as a mapping with that one key; what is a mapping stays. */
export function wrapText(node: YamlNode, key: string): YamlNode {
  return node.kind === 'scalar' ? mappingOf([{ key: plain(key, node.place), value: node }], node.place) : node
}
