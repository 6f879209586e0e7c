import type { Place } from './place.ts'

/** How much a diagnostic weighs: an error makes the plan impossible, a warning and a note do not. */
export type Severity = 'error' | 'warning' | 'note'

/** How the service introduces a message: with `/file.yml: ` alone, or with nothing; where this is not given, with `/file.yml (Line: 1, Col: 1): `. */
export type DiagnosticFrame = 'file' | 'none'

/** What is wrong with a text that the user wrote. Planning collects them all instead of stopping at the first. */
export interface Diagnostic {
  /** Stable: `ERR_PLAN_UNKNOWN_KEY`. */
  readonly code: string
  readonly severity: Severity
  /** What is wrong, with the value; in Azure Pipelines' own words where they are public. */
  readonly message: string
  /** The next step. */
  readonly hint: string
  readonly place?: Place
  readonly frame?: DiagnosticFrame
  /** Other positions that explain this one, such as the first of two definitions. */
  readonly related?: readonly { readonly message: string; readonly place: Place }[]
}

/** The most diagnostics that one planning reports; the rest is counted. */
export const MOST_DIAGNOSTICS = 100

/** Diagnostics as they are reported: by file, line and column (those without a place first), without repetitions, at most {@link MOST_DIAGNOSTICS}. */
export function sortDiagnostics(all: readonly Diagnostic[]): {
  readonly diagnostics: readonly Diagnostic[]
  readonly omitted: number
} {
  const seen = new Set<string>()
  const distinct = all.filter((diagnostic) => {
    const key = JSON.stringify([diagnostic.code, diagnostic.message, diagnostic.place])
    return seen.has(key) ? false : seen.add(key)
  })
  const sorted = distinct.toSorted((a, b) => comparePlaces(a.place, b.place))
  return {
    diagnostics: sorted.slice(0, MOST_DIAGNOSTICS),
    omitted: Math.max(0, sorted.length - MOST_DIAGNOSTICS),
  }
}

function comparePlaces(a: Place | undefined, b: Place | undefined): number {
  if (!a || !b) return Number(Boolean(a)) - Number(Boolean(b))
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line || a.column - b.column
}
