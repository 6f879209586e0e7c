import { expect, it } from 'vitest'
import { parseYaml } from '../yaml/parse-yaml.ts'
import { placeInScalar } from './scalar-place.ts'

/** The line and column of the `@` in the text of key `a`. */
function placeOfMark(yaml: string): [number, number] {
  const root = parseYaml(yaml, 'f.yml')
  const scalar = root.kind === 'mapping' ? root.entries.find(({ key }) => key.text === 'a')?.value : undefined
  if (scalar?.kind !== 'scalar') throw new Error('no scalar')
  const { line, column } = placeInScalar(scalar, scalar.text.indexOf('@'))
  return [line, column]
}

it.each([
  ['plain text', 'a: ab@', [1, 6]],
  ['single quotes', "a: 'ab@'", [1, 7]],
  ['single quotes with doubled ones before it', "a: 'it''s ''x'' @'", [1, 17]],
  ['double quotes', 'a: "ab@"', [1, 7]],
  ['a literal block', 'a: |\n  one\n    two @\n', [3, 9]],
  ['a literal block with chomping and an empty first line', 'x: 1\na: |-\n\n    x\n    @\n', [5, 5]],
])('finds the exact place in %s', (_, yaml, place) => {
  expect(placeOfMark(yaml)).toEqual(place)
})

it.each([
  ['double quotes with an escape before it', 'a: "\\t@"'],
  ['a folded block', 'a: >\n  one\n  @\n'],
  ['plain text over two lines', 'a: one\n  @'],
  ['a block with an indentation indicator', 'a: |2\n    @\n'],
])('falls back to the start of the scalar in %s', (_, yaml) => {
  expect(placeOfMark(yaml)).toEqual([1, 4])
})
