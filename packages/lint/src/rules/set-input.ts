import type { TextEdit } from '../finding/finding.ts'
import { type LintStep, valuePlaceOf } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'
import type { SourceFiles } from '../subject/source-files.ts'
import { editWord } from './edit.ts'

/** Gives an input of a step a value: in the place of the one that it has, or in a line of its own in front of the first that has one; undefined elsewhere. */
export function setInput(step: LintStep, name: string, value: string, sources: SourceFiles): TextEdit | undefined {
  const given = inputOf(step.plan, name)
  if (given !== undefined) return editWord(sources, valuePlaceOf(step.plan, name), given.trim(), value)
  for (const [key, place] of Object.entries(step.plan.places)) {
    if (!key.startsWith('inputs.') || !place.file.startsWith('/') || place.file.includes('@')) continue
    const match = /^(\s+)(\w+)\s*:\s+/.exec(sources.line(place))
    const start = sources.offsetOf({ file: place.file, line: place.line, column: 1 })
    const isOwnLine = match?.[2] === key.slice(7) && place.column === match[0].length + 1
    if (!match || start === undefined || !isOwnLine) continue
    const eol = sources.text(place.file)?.includes('\r\n') ? '\r\n' : '\n'
    return { file: place.file, start, end: start, text: `${match[1]}${name}: ${value}${eol}` }
  }
  return undefined
}
