import type { YamlMapping, YamlNode } from '../source/node.ts'
import { printKey, printScalar } from './print-scalar.ts'

/**
 * Prints a pipeline in its final form as the service does: two spaces a level, sequences in the column of their key, one empty line at the end (measured: byte for byte
 * where the styles of the author are known).
 *
 * @example printFinalYaml(expandPipeline(text, options).root) // 'stages:\n- stage: __default\n…'
 */
export function printFinalYaml(root: YamlMapping): string {
  const lines: string[] = []
  printMapping(root, '', '', lines)
  return `${lines.join('\n')}\n\n`
}

/** Prints entries; the first line takes `lead`, such as `- `, in place of the last part of its indentation. */
function printMapping(mapping: YamlMapping, indent: string, lead: string, lines: string[]): void {
  for (const [index, { key, value }] of mapping.entries.entries()) {
    const start = index === 0 ? lead : indent
    const name = printKey(key)
    if (value.kind === 'scalar') lines.push(`${start}${name}: ${printScalar(value, `${indent}  `)}`)
    else if (isEmpty(value)) lines.push(`${start}${name}: ${value.kind === 'sequence' ? '[]' : '{}'}`)
    else {
      lines.push(`${start}${name}:`)
      if (value.kind === 'mapping') printMapping(value, `${indent}  `, `${indent}  `, lines)
      else printItems(value.items, indent, indent, lines)
    }
  }
}

function printItems(items: readonly YamlNode[], indent: string, lead: string, lines: string[]): void {
  for (const [index, item] of items.entries()) {
    const start = `${index === 0 ? lead : indent}- `
    if (item.kind === 'scalar') lines.push(`${start}${printScalar(item, `${indent}  `)}`)
    else if (isEmpty(item)) lines.push(`${start}${item.kind === 'sequence' ? '[]' : '{}'}`)
    else if (item.kind === 'mapping') printMapping(item, `${indent}  `, start, lines)
    else printItems(item.items, `${indent}  `, start, lines)
  }
}

function isEmpty(node: YamlNode): boolean {
  return (node.kind === 'sequence' && node.items.length === 0) || (node.kind === 'mapping' && node.entries.length === 0)
}
