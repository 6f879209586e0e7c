import { formatNumber, toText } from './convert.ts'
import { entriesOf, itemsOf, kindOf } from './value.ts'

/** How deep data from outside may nest: deeper data, or data that contains itself, is cut off as null. */
const DEEPEST_DATA = 50

/** The `convertToJson` function: two spaces of indentation, one item a line (actions/runner, src/Sdk/DTExpressions, `ConvertToJson.cs`). */
export function toJson(value: unknown): string {
  return write(value, 0)
}

function write(value: unknown, level: number): string {
  if (level > DEEPEST_DATA) return 'null'
  switch (kindOf(value)) {
    case 'array':
      return block(
        itemsOf(value).map((item) => write(item, level + 1)),
        '[]',
        level,
      )
    case 'object':
      return block(
        entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${write(item, level + 1)}`),
        '{}',
        level,
      )
    case 'boolean':
      return value ? 'true' : 'false'
    case 'number':
      return formatNumber(value as number)
    case 'null':
      return 'null'
    default:
      return JSON.stringify(toText(value))
  }
}

function block(items: readonly string[], brackets: string, level: number): string {
  if (items.length === 0) return brackets
  const indent = '  '.repeat(level)
  return `${brackets.charAt(0)}\n${items.map((item) => `${indent}  ${item}`).join(',\n')}\n${indent}${brackets.charAt(1)}`
}
