import type { TextEdit } from '../finding/finding.ts'
import type { LintStep } from '../subject/lint-subject.ts'
import type { SourceFiles } from '../subject/source-files.ts'

/** Adds an input in front of the first one of a step that stands in lines of its own; undefined elsewhere. */
export function insertInput(
  { plan }: LintStep,
  name: string,
  value: string,
  sources: SourceFiles,
): TextEdit | undefined {
  const places = Object.entries(plan.places).filter(([key]) => key.startsWith('inputs.'))
  for (const [, place] of places) {
    if (!place.file.startsWith('/') || place.file.includes('@')) continue
    const line = sources.line(place)
    const match = /^(\s+)[\w]+\s*:\s/.exec(line)
    const start = sources.offsetOf({ file: place.file, line: place.line, column: 1 })
    if (!match || start === undefined || place.column <= match[0].length - 1) continue
    const eol = sources.text(place.file)?.includes('\r\n') ? '\r\n' : '\n'
    return { file: place.file, start, end: start, text: `${match[1]}${name}: ${value}${eol}` }
  }
  return undefined
}
