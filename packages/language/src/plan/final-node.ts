import type { YamlEntry, YamlMapping, YamlNode, YamlScalar } from '../source/node.ts'
import type { ValuePlace } from './plan.ts'

// Reads nodes of the final form, whose shapes the expansion has checked: what is not there, or is another kind, is nothing.

/** The node as a mapping. */
export function asMapping(node: YamlNode | undefined): YamlMapping | undefined {
  return node?.kind === 'mapping' ? node : undefined
}

/** The entries of a mapping. */
export function entriesOf(node: YamlNode | undefined): readonly YamlEntry[] {
  return asMapping(node)?.entries ?? []
}

/** The items of a sequence; of a scalar itself, if it is not empty. */
export function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  if (node?.kind === 'sequence') return node.items
  return node?.kind === 'scalar' && node.text !== '' ? [node] : []
}

/** The texts of a sequence of scalars, or of one. */
export function textsOf(node: YamlNode | undefined): readonly string[] {
  return itemsOf(node).flatMap((item) => (item.kind === 'scalar' ? [item.text] : []))
}

/** The value under a key. */
export function nodeAt(mapping: YamlMapping | undefined, key: string): YamlNode | undefined {
  return mapping?.entries.find((entry) => entry.key.text === key)?.value
}

/** The scalar under a key. */
export function scalarAt(mapping: YamlMapping | undefined, key: string): YamlScalar | undefined {
  const node = nodeAt(mapping, key)
  return node?.kind === 'scalar' ? node : undefined
}

/** The text under a key; an empty one counts as none, as Azure Pipelines takes it. */
export function textAt(mapping: YamlMapping | undefined, key: string): string | undefined {
  return scalarAt(mapping, key)?.text || undefined
}

/** Where a scalar is, and how it is written. */
export function valuePlace({ place, style }: YamlScalar): ValuePlace {
  return { ...place, style }
}

/** The places of the scalars under these keys. */
export function placesOf(mapping: YamlMapping, keys: readonly string[]): Record<string, ValuePlace> {
  const places: Record<string, ValuePlace> = {}
  for (const key of keys) {
    const scalar = scalarAt(mapping, key)
    if (scalar) places[key] = valuePlace(scalar)
  }
  return places
}
