import type { Place } from './place.ts'

/**
 * YAML as a pipeline sees it: every scalar is text, as Azure Pipelines reads it (`yes`, `1.0` and `0x10` keep their text), and every node has a place.
 */
export type YamlNode = YamlScalar | YamlMapping | YamlSequence

/** A text. */
export interface YamlScalar {
  readonly kind: 'scalar'
  readonly text: string
  /** How it is written, and as what characters: for places inside it. `computed`: an expression made it. */
  readonly style: 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded' | 'computed'
  readonly source: string
  /** The boolean or number that an expression gave, which a parameter takes as it is. */
  readonly data?: boolean | number
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
