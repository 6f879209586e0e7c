import { isDirective, readDocuments, type YamlNode } from '@mintwell/language'
import type { LintFix, TextEdit } from '@mintwell/lint'

/** A text after its fixes. */
export interface FixedText {
  readonly text: string
  /** How many fixes were made. */
  readonly count: number
}

/**
 * Makes fixes in the text of one file, each whole or not at all: one that overlaps with another is left for the next time, and one after which the YAML would not parse is not made.
 *
 * @param fixes all of their edits are in this file
 */
export function applyFixes(before: string, fixes: readonly LintFix[]): FixedText {
  const chosen: LintFix[] = []
  const taken: TextEdit[] = []
  for (const fix of fixes) {
    if (fix.edits.every((edit) => taken.some((each) => isSame(each, edit)))) continue
    if (fix.edits.some((edit) => taken.some((each) => overlaps(each, edit)))) continue
    chosen.push(fix)
    taken.push(...fix.edits)
  }
  const text = withEdits(before, taken)
  if (chosen.length === 0 || parses(text) || !parses(before)) return { text, count: chosen.length }
  // One of them breaks the file: each that does not is made.
  return chosen.reduceRight<FixedText>(
    (done, { edits }) => {
      const next = withEdits(done.text, edits)
      return parses(next) ? { text: next, count: done.count + 1 } : done
    },
    { text: before, count: 0 },
  )
}

function isSame(a: TextEdit, b: TextEdit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text
}

/** Two insertions at one place overlap as well: which comes first would be chance. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  return a.start < b.end && b.start < a.end ? true : a.start === b.start
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  const sorted = [...edits].sort((a, b) => b.start - a.start)
  return sorted.reduce((done, { start, end, text: part }) => done.slice(0, start) + part + done.slice(end), text)
}

/** Whether a text is YAML in which no key is there twice. */
function parses(text: string): boolean {
  const reading = readDocuments(text, '')
  return reading.kind === 'documents' && reading.roots.every(hasUniqueKeys)
}

function hasUniqueKeys(node: YamlNode): boolean {
  if (node.kind === 'scalar') return true
  if (node.kind === 'sequence') return node.items.every(hasUniqueKeys)
  const keys = node.entries.map(({ key }) => key.text).filter((key) => !isDirective(key))
  return new Set(keys).size === keys.length && node.entries.every(({ value }) => hasUniqueKeys(value))
}
