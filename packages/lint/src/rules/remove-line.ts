import type { TextEdit } from '../finding/finding.ts'
import type { LintScript } from '../subject/lint-script.ts'
import type { SourceFiles } from '../subject/source-files.ts'
import { editInScript } from './edit.ts'

/** Removes a command that is all of its line, where the script has other commands; undefined elsewhere. */
export function removeLine(script: LintScript, sources: SourceFiles, start: number, end: number): TextEdit | undefined {
  const { text } = script
  const from = text.lastIndexOf('\n', start - 1) + 1
  const next = text.indexOf('\n', end)
  const command = text.slice(start, end).trimEnd()
  const isWhole = text.slice(from, start).trim() === '' && text.slice(end, next === -1 ? undefined : next).trim() === ''
  const isOnly = text.slice(0, from).trim() === '' && (next === -1 || text.slice(next).trim() === '')
  if (!isWhole || isOnly || next === -1 || command.includes('\n')) return undefined
  const edit = editInScript(script, sources, start, command, '')
  if (!edit) return undefined
  const file = sources.text(edit.file) ?? ''
  const lineStart = file.lastIndexOf('\n', edit.start - 1) + 1
  const lineEnd = file.indexOf('\n', edit.end)
  return lineEnd === -1 ? undefined : { ...edit, start: lineStart, end: lineEnd + 1 }
}
