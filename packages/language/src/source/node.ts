import type { Place } from './place.ts'

/**
 * YAML as a pipeline sees it: every scalar is text, as Azure Pipelines reads it (`yes`, `1.0` and `0x10` keep their text), and every node has a place.
 * Aliases and merge keys are resolved; what an alias names is the same object, so the tree may be a graph, never a circle.
 */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence

/** A text. */
export interface YamlScalar {
  readonly kind: 'scalar'
  readonly text: string
  /** How it is written, and as what characters: for places inside it. */
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded'
  readonly source: string
  readonly place: Place
}

/** Entries in the order of the file, keys unique; what is merged in stands last. */
export interface YamlMapping {
  readonly kind: 'mapping'
  readonly entries: readonly YamlEntry[]
  readonly place: Place
}

/** A key and its value. */
export interface YamlEntry {
  readonly key: YamlScalar
  readonly value: YamlNode
}

/** A list. */
export interface YamlSequence {
  readonly kind: 'sequence'
  readonly items: readonly YamlNode[]
  readonly place: Place
}
