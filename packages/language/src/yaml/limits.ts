import { LanguageError } from '../errors.ts'
import type { Place } from '../source/place.ts'

/**
 * The longest file, in characters. Azure Pipelines stops at 20 MB of memory while it reads a pipeline, "in practice 600 KB - 2 MB of on-disk YAML"
 * (learn.microsoft.com, "Template types & usage", imposed limits).
 */
export const LONGEST_FILE = 2 * 1024 * 1024

/** The deepest nesting, as written and after aliases: Azure Pipelines allows 100 levels (same page). It also keeps recursion over nodes safe. */
export const DEEPEST_NESTING = 100

/** The most nodes after aliases are expanded: more than a file of the longest size can hold in lines of a pipeline. */
export const MOST_NODES = 250_000

/** The most aliases in one file: far beyond hand-written YAML, and little to walk. */
export const MOST_ALIASES = 10_000

/** The error for YAML that nests too deeply, as written or through aliases. */
export function tooDeep(place: Place): LanguageError {
  return new LanguageError('ERR_YAML_LIMIT', {
    message: `the YAML nests more than ${DEEPEST_NESTING} levels deep`,
    hint: 'A pipeline needs about ten: look for brackets that are never closed, or anchors inside anchors.',
    place,
  })
}

/** The error for a file that is too much to walk: by its aliases, or plainly by its length. */
export function tooManyNodes(place: Place, aliases: number): LanguageError {
  const data = { nodes: MOST_NODES, aliases: MOST_ALIASES }
  if (aliases === 0) {
    return new LanguageError('ERR_YAML_LIMIT', {
      message: `the file has more than ${MOST_NODES} YAML nodes`,
      hint: 'Azure Pipelines would refuse it too: split the pipeline.',
      place,
      data,
    })
  }
  return new LanguageError('ERR_YAML_ALIAS_LIMIT', {
    message: `the file has more than ${MOST_NODES} nodes once its aliases are expanded, or more than ${MOST_ALIASES} aliases`,
    hint: 'Aliases of aliases multiply: write the parts out, or use fewer of them.',
    place,
    data,
  })
}
