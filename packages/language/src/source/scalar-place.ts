import type { YamlScalar } from './node.ts'
import type { Place } from './place.ts'

/**
 * The place of the character at `offset` of a scalar's text. Exact for one-line scalars without escapes and for `|` blocks; where YAML folds or
 * escapes, the scalar's own place.
 */
export function placeInScalar(scalar: YamlScalar, offset: number): Place {
  if (scalar.style === 'literal') return placeInBlock(scalar, offset) ?? scalar.place
  if (scalar.style === 'folded' || scalar.source.includes('\n')) return scalar.place
  const inSource = offsetInSource(scalar, offset)
  return inSource === undefined ? scalar.place : { ...scalar.place, column: scalar.place.column + inSource }
}

function offsetInSource(scalar: YamlScalar, offset: number): number | undefined {
  if (scalar.style === 'plain') return offset
  if (scalar.style === 'double-quoted') {
    return scalar.source.slice(0, offset + 2).includes('\\') ? undefined : offset + 1
  }
  // In single quotes only '' is an escape: two characters for one.
  let at = 1
  for (let seen = 0; seen < offset; seen += 1) at += scalar.source.startsWith("''", at) ? 2 : 1
  return at
}

function placeInBlock(scalar: YamlScalar, offset: number): Place | undefined {
  const [header = '', ...lines] = scalar.source.split('\n')
  // An indentation indicator (`|2`) would move the text; rare enough for the scalar's own place.
  if (/\d/.test(header)) return undefined
  const indent = lines.find((line) => line.trim() !== '')?.search(/\S/) ?? 0
  const before = scalar.text.slice(0, offset).split('\n')
  const column = indent + (before.at(-1)?.length ?? 0) + 1
  return { ...scalar.place, line: scalar.place.line + before.length, column }
}
