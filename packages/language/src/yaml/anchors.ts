import type { YamlNode, YamlScalar } from '../source/node.ts'

/** What anchors name in a text that may have them. */
export class Anchors {
  readonly #scalars = new Map<string, YamlScalar>()
  readonly #anchored = new Set<YamlNode>()

  /** The nodes that have an anchor. */
  get anchored(): ReadonlySet<YamlNode> {
    return this.#anchored
  }

  /** Takes a node with its anchor, and gives it back. */
  keep(name: string, node: YamlNode): YamlNode {
    this.#anchored.add(node)
    if (node.kind === 'scalar') this.#scalars.set(name, node)
    return node
  }

  /** The scalar that an alias stands for; undefined for a mapping or a list, so that nobody walks the same nodes twice. */
  find(name: string): YamlScalar | undefined {
    return this.#scalars.get(name)
  }
}
