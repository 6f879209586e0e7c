import { relative, sep } from 'node:path'
import type { Place } from '@mintwell/language'
import type { LintFinding } from '@mintwell/lint'
import { hashOf } from '../diagnostics/sarif.ts'

/** A finding with the names and the lines that it is shown with: the texts of files are not kept. */
export interface ShownFinding extends LintFinding {
  /** By the names that places have. */
  readonly files: ReadonlyMap<string, string>
  /** By {@link lineKey}. */
  readonly lines: ReadonlyMap<string, string>
  /** Stays the same when lines move: of rule, file, path in the pipeline and text. */
  readonly fingerprint: string
}

/** Where the files of a finding are, and what is in them. */
export interface FindingFiles {
  /** Absolute; undefined for a file of another repository. */
  readonly fileOf: (name: string) => string | undefined
  readonly textOf: (name: string) => string | undefined
}

/** Names the files of a finding as the user knows them, and takes the lines that are shown. */
export function showFinding(
  finding: LintFinding,
  cwd: string,
  shownAs: ReadonlyMap<string, string>,
  { fileOf, textOf }: FindingFiles,
): ShownFinding {
  const nameOf = (name: string) => {
    const full = fileOf(name)
    if (full === undefined) return name
    return shownAs.get(full) ?? relative(cwd, full).split(sep).join('/')
  }
  const places = [finding.place, ...callersOf(finding.place), ...finding.related.map(({ place }) => place)]
  const files = new Map(places.map(({ file }) => [file, nameOf(file)]))
  const lines = new Map(
    places.map((place) => [lineKey(place), textOf(place.file)?.split(/\r\n|\r|\n/, place.line)[place.line - 1] ?? '']),
  )
  const fingerprint = hashOf([finding.rule, files.get(finding.place.file) ?? '', finding.path, finding.snippet])
  return { ...finding, files, lines, fingerprint }
}

/** Where the template of a place was called from, the innermost call first. */
export function callersOf({ via }: Place): readonly Place[] {
  return via ? [via, ...callersOf(via)] : []
}

/** The line of a place. */
export function lineKey({ file, line }: Place): string {
  return `${file}:${line}`
}
