import { toText } from '../expression/convert.ts'
import { entriesOf, itemsOf, kindOf } from '../expression/value.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import type { Budget } from './budget.ts'

/** The node that the value of an expression becomes: it stands wholly where the expression stands, as in the service (measured). */
export function nodeOf(value: unknown, place: Place, budget: Budget): YamlNode {
  switch (kindOf(value)) {
    case 'array':
      budget.spend(place, 0)
      return { kind: 'sequence', items: itemsOf(value).map((item) => nodeOf(item, place, budget)), place }
    case 'object':
      budget.spend(place, 0)
      return {
        kind: 'mapping',
        entries: entriesOf(value).map(([key, item]) => ({
          key: computed(key, place),
          value: nodeOf(item, place, budget),
        })),
        place,
      }
    default: {
      const text = toText(value) ?? ''
      budget.spend(place, text.length)
      const data = typeof value === 'boolean' || typeof value === 'number' ? { data: value } : undefined
      return { ...computed(text, place), ...data }
    }
  }
}

/** A scalar that no author wrote. */
export function computed(text: string, place: Place): YamlScalar {
  return { kind: 'scalar', text, style: 'computed', source: text, place }
}

const INTEGER = /^[-+]?\d+$/
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/

/** The value that an `object` parameter takes from a node: plain scalars by the core schema of YAML 1.2, nothing as '' (measured). */
export function dataOf(node: YamlNode): unknown {
  if (node.kind === 'sequence') return node.items.map(dataOf)
  if (node.kind === 'mapping') return new Map(node.entries.map(({ key, value }) => [key.text, dataOf(value)]))
  if (node.data !== undefined) return node.data
  return node.style === 'plain' ? plainData(node.text) : node.text
}

function plainData(text: string): unknown {
  if (text === 'true' || text === 'True' || text === 'TRUE') return true
  if (text === 'false' || text === 'False' || text === 'FALSE') return false
  if (text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL') return ''
  if (INTEGER.test(text) || FLOAT.test(text)) return Number(text)
  if (/^0x[\da-fA-F]+$|^0o[0-7]+$/.test(text)) return Number(text)
  return text
}

/** The value that untyped parameters take from a node: every scalar as text (measured for `legacyObject`). */
export function textDataOf(node: YamlNode): unknown {
  if (node.kind === 'sequence') return node.items.map(textDataOf)
  if (node.kind === 'mapping') return new Map(node.entries.map(({ key, value }) => [key.text, textDataOf(value)]))
  return node.style === 'plain' && (node.text === '~' || node.text === 'null') ? '' : node.text
}
