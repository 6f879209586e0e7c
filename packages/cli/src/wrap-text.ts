/** Breaks a text into lines of at most so many characters, at spaces; a longer word has a line of its own. Every line begins with the indent. */
export function wrapText(text: string, indent: string, width = 80): string {
  const lines: string[] = []
  let line = indent
  for (const word of text.split(' ').filter((each) => each !== '')) {
    const isFirst = line === indent
    if (!isFirst && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent + word
    } else line += isFirst ? word : ` ${word}`
  }
  lines.push(line)
  return lines.join('\n')
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
