import type { YamlNode, YamlScalar } from '../source/node.ts'

/** Visits every key and value that is text, in the order of the file; what an alias repeats is visited once. */
export function walkScalars(root: YamlNode, visit: (scalar: YamlScalar) => void): void {
  const seen = new Set<YamlNode>()
  const walk = (node: YamlNode): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'scalar') visit(node)
    else if (node.kind === 'sequence') node.items.forEach(walk)
    else {
      for (const { key, value } of node.entries) {
        visit(key)
        walk(value)
      }
    }
  }
  walk(root)
}
