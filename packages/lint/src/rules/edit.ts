import type { Place } from '@mintwell/language'
import type { TextEdit } from '../finding/finding.ts'
import type { LintScript } from '../subject/lint-script.ts'
import type { SourceFiles } from '../subject/source-files.ts'

/** Whether a file is the repository's own, which a fix may change. */
function isOwn(file: string): boolean {
  return file.startsWith('/') && !file.includes('@')
}

/** Replaces what is at a place of a file; undefined where the file reads otherwise there. */
export function editAt(sources: SourceFiles, place: Place, was: string, becomes: string): TextEdit | undefined {
  const offset = sources.offsetOf(place)
  return offset === undefined ? undefined : checked(sources, place.file, offset, was, becomes)
}

/** Replaces a stretch of a script in the file that it is in; undefined where an expression or YAML's folding made the script. */
export function editInScript(
  script: LintScript,
  sources: SourceFiles,
  start: number,
  was: string,
  becomes: string,
): TextEdit | undefined {
  const { place, offset } = script.locate(start, start + was.length)
  return offset === undefined ? undefined : checked(sources, place.file, offset, was, becomes)
}

function checked(sources: SourceFiles, file: string, offset: number, was: string, text: string): TextEdit | undefined {
  const reads = sources.text(file)?.startsWith(was, offset)
  return reads && isOwn(file) ? { file, start: offset, end: offset + was.length, text } : undefined
}

/** Replaces a word of a value, such as `true`, whatever its quotes. */
export function editWord(sources: SourceFiles, place: Place, was: string, becomes: string): TextEdit | undefined {
  return editAt(sources, place, was, becomes) ?? editAt(sources, { ...place, column: place.column + 1 }, was, becomes)
}
