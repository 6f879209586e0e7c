import type { Expanded, YamlNode } from '@mintwell/language'

/** An expansion as one JSON document: the final form with all values as text, what is wrong, and the files that were read. */
export function finalDocument({ root, diagnostics, omitted, files }: Expanded): unknown {
  return { pipeline: root ? plain(root) : null, diagnostics, omitted, files }
}

function plain(node: YamlNode): unknown {
  if (node.kind === 'scalar') return node.text
  if (node.kind === 'sequence') return node.items.map(plain)
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]))
}
