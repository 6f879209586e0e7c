/** A position in the text: `index` counts characters from 0, line and column from 1. */
export interface Mark {
  readonly index: number
  readonly line: number
  readonly column: number
}

/** What YAML text is split into before it is given structure (yaml.org/spec/1.1, chapter 4; the parts that a pipeline can hold). */
export type YamlToken = { readonly start: Mark; readonly end: Mark } & (
  | {
      readonly kind:
        | 'stream-end'
        | 'document-start'
        | 'document-end'
        | 'directive'
        | 'block-sequence-start'
        | 'block-mapping-start'
        | 'block-end'
        | 'flow-sequence-start'
        | 'flow-sequence-end'
        | 'flow-mapping-start'
        | 'flow-mapping-end'
        | 'block-entry'
        | 'flow-entry'
        | 'key'
        | 'value'
        | 'tag'
    }
  | { readonly kind: 'anchor' | 'alias'; readonly name: string }
  | { readonly kind: 'scalar'; readonly text: string; readonly style: ScalarStyle }
)

/** How a scalar is written. */
export type ScalarStyle = 'plain' | 'single-quoted' | 'double-quoted' | 'literal' | 'folded'
