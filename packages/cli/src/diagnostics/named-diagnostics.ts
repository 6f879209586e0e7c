import { join, relative, sep } from 'node:path'
import type { Diagnostic, Place } from '@mintwell/language'

/** Diagnostics with what it takes to show them: the files as the user named them, and their lines. */
export interface NamedDiagnostics {
  readonly diagnostics: readonly Diagnostic[]
  readonly omitted: number
  /** The file of a place as the user would name it: relative to the current folder, or `path@alias` of another repository. */
  readonly nameOf: (place: Place) => string
  /** A line of the file of a place, where it can be read. */
  readonly lineOf: (place: Place) => string | undefined
  /** Of diagnostics that rules found: the rules, by code, and what of a diagnostic stays the same where lines move. */
  readonly rules?: readonly DiagnosticRule[]
  /** The address of the tool's own pages. */
  readonly home?: string | undefined
  readonly fingerprintOf?: (diagnostic: Diagnostic) => string | undefined
}

/** What is known of a rule beside its code. */
export interface DiagnosticRule {
  readonly code: string
  /** `token-across-steps`. */
  readonly name: string
  readonly title: string
  readonly severity: Diagnostic['severity']
  readonly confidence: 'high' | 'medium' | 'low'
  readonly reason: string
  readonly cure: string
  /** The address of its page, where it is known. */
  readonly page?: string | undefined
}

/** Where the files of a pipeline are. */
export interface PipelineFiles {
  /** The folder of the pipeline's repository. */
  readonly root: string
  readonly cwd: string
  /** The pipeline's file, from that folder, and as the user named it. */
  readonly entry: { readonly path: string; readonly name: string }
  /** Reads a file of the repository by its path there. */
  readonly read: (path: string) => string | undefined
}

/** Gives diagnostics the names and the lines of their files. */
export function nameDiagnostics(
  found: { readonly diagnostics: readonly Diagnostic[]; readonly omitted: number },
  { root, cwd, entry, read }: PipelineFiles,
): NamedDiagnostics {
  const texts = new Map<string, readonly string[]>()
  const linesOf = (path: string) => {
    const known = texts.get(path)
    if (known) return known
    const lines = read(path)?.split(/\r?\n/) ?? []
    texts.set(path, lines)
    return lines
  }
  const isOwn = ({ file }: Place) => !file.includes('@') && file.startsWith('/')
  return {
    ...found,
    nameOf(place) {
      if (place.file === entry.path) return entry.name
      return isOwn(place) ? relative(cwd, join(root, place.file)).split(sep).join('/') : place.file
    },
    lineOf: (place) => (isOwn(place) ? linesOf(place.file)[place.line - 1] : undefined),
  }
}
