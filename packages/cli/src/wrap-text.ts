import { wrapWords } from '@mintwell/diagnose'

/**
 * Breaks a text into lines of at most so many columns, at spaces; a longer word has a line of its own.
 *
 * @param indent what each line begins with
 * @param width infinite for one line
 * @param lead what the first line begins with, such as a number or a mark
 */
export function wrapText(text: string, indent: string, width = 80, lead = indent): string {
  // What of the lead goes beyond the indent takes room of the first line.
  const lines = wrapWords(lead.slice(indent.length) + text, width - indent.length)
  return lines.map((line, index) => (index === 0 ? lead.slice(0, indent.length) : indent) + line).join('\n')
}

/** The widest lines of text that are easy to read. */
const WIDEST = 100
/** The narrowest terminal that texts are made for. */
const NARROWEST = 80

/** How wide texts are written to a stream: as its terminal is, within reason; undefined where it is none, so that lines of a file can be searched whole. */
export function proseWidthOf(stream: NodeJS.WritableStream): number | undefined {
  const { isTTY, columns } = stream as { readonly isTTY?: boolean; readonly columns?: number }
  return isTTY === true && columns !== undefined ? Math.min(WIDEST, Math.max(NARROWEST, columns)) : undefined
}
