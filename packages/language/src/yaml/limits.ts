import { LanguageError } from '../errors.ts'
import type { Place } from '../source/place.ts'

/**
 * The longest file, in characters. Azure Pipelines stops at 20 MB of memory while it reads a pipeline, "in practice 600 KB - 2 MB of on-disk YAML"
 * (learn.microsoft.com, "Template types & usage", imposed limits).
 */
export const LONGEST_FILE = 2 * 1024 * 1024

/** The deepest nesting: Azure Pipelines allows 100 levels (same page). It also keeps recursion over nodes safe. */
export const DEEPEST_NESTING = 100

/** The most nodes of one file: more than a file of the longest size can hold in lines of a pipeline. */
export const MOST_NODES = 250_000

/** The error for YAML that nests too deeply. */
export function tooDeep(place: Place): LanguageError {
  return new LanguageError('ERR_YAML_LIMIT', {
    message: 'Maximum object depth exceeded',
    hint: `The YAML nests more than ${DEEPEST_NESTING} levels deep; a pipeline needs about ten. Look for brackets that are never closed.`,
    place,
    frame: 'file',
  })
}

/** The error for a file that is too much to walk. */
export function tooManyNodes(place: Place): LanguageError {
  return new LanguageError('ERR_YAML_LIMIT', {
    message: 'Maximum object size exceeded',
    hint: `The file has more than ${MOST_NODES} YAML nodes: split the pipeline.`,
    place,
    frame: 'file',
  })
}
