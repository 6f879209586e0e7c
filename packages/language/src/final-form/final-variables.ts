import type { YamlNode } from '../source/node.ts'
import { mappingOf, plain, sequenceOf } from './entries.ts'

/** Variables as the list that the final form always has. */
export function finalVariables(node: YamlNode): YamlNode {
  if (node.kind !== 'mapping') return node
  const items = node.entries.map(({ key, value }) =>
    mappingOf(
      [
        { key: plain('name', key.place), value: key },
        { key: plain('value', key.place), value },
      ],
      key.place,
    ),
  )
  return sequenceOf(items, node.place)
}
