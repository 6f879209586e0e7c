import type { Explanation } from './explainer.ts'
import { type ExplanationBlock, type ExplanationEntry, explanationBlocks } from './explanation-entries.ts'

/** The width of the text, in columns: what fits a terminal beside another window. */
const WIDTH = 100
/** Where the words begin; labels stand before. */
const INDENT = 15

/**
 * Writes an explanation for people: what happened, how sure it is, what to do first. Control characters of the text are taken out.
 *
 * @param width of the lines, in columns
 */
export function formatExplanation(explanation: Explanation, width = WIDTH): string {
  const blocks = explanationBlocks(explanation).map((block) => linesOf(block, width).join('\n'))
  return `${blocks.join('\n\n')}\n`
}

function linesOf({ title, sections }: ExplanationBlock, width: number): readonly string[] {
  const lines = sections.flatMap((section) => ['', ...section.flatMap((entry) => entryLines(entry, width))])
  return title === null ? lines.slice(1) : [title, ...lines]
}

/** A label and a text wrapped beside it; the lead stands before the text, and later lines begin where the text does. */
function entryLines({ label, lead, text }: ExplanationEntry, width: number): readonly string[] {
  const from = INDENT + 2 + lead.length
  const [first = '', ...rest] = wrapWords(text, width - from)
  return [`  ${label.padEnd(INDENT)}${lead}${first}`, ...rest.map((line) => ' '.repeat(from) + line)]
}

/** Words in lines of at most `width`; a longer word keeps its line to itself. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}
