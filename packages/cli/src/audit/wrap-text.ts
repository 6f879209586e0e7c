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
