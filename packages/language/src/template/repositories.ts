import { valueAt } from '../final-form/entries.ts'
import type { YamlMapping, YamlNode } from '../source/node.ts'

/** A repository that the entry file names under `resources.repositories`. */
export interface RepositoryResource {
  readonly alias: string
  /** `project/name`, as written. */
  readonly name: string
}

/** The repositories of a pipeline, by their folded aliases. */
export function readRepositories(resources: YamlNode | undefined): ReadonlyMap<string, RepositoryResource> {
  const list = resources?.kind === 'mapping' ? valueAt(resources, 'repositories') : undefined
  const found = new Map<string, RepositoryResource>()
  if (list?.kind !== 'sequence') return found
  for (const item of list.items) {
    if (item.kind !== 'mapping') continue
    const alias = textOf(item, 'repository')
    if (alias !== undefined) found.set(alias.toLowerCase(), { alias, name: textOf(item, 'name') ?? alias })
  }
  return found
}

function textOf(mapping: YamlMapping, key: string): string | undefined {
  const node = valueAt(mapping, key)
  return node?.kind === 'scalar' ? node.text : undefined
}
