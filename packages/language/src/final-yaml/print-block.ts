/** A text as a `|` block, its lines indented; the header says what becomes of the breaks at the end. */
export function printLiteral(text: string, indent: string): string {
  const lines = text.split('\n')
  if (text.endsWith('\n')) lines.pop()
  return `|${hints(text)}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`
}

/**
 * A text as a `>` block. A break between two lines at the margin is written twice, since a single one would be read as a space; lines that start with a blank keep
 * theirs (YamlDotNet, `Emitter.WriteFoldedScalar`, MIT).
 */
export function printFolded(text: string, indent: string): string {
  const lines = text.split('\n')
  if (text.endsWith('\n')) lines.pop()
  const printed: string[] = []
  /** Whether the last line with text, which is not printed yet, starts at the margin; empty lines wait after it. */
  let atMargin = false
  let empty = 0
  for (const line of lines) {
    if (line === '') {
      empty += 1
      continue
    }
    const isIndented = /^[ \t]/.test(line)
    for (let left = empty + (atMargin && !isIndented ? 1 : 0); left > 0; left -= 1) printed.push('')
    printed.push(indent + line)
    atMargin = !isIndented
    empty = 0
  }
  for (; empty > 0; empty -= 1) printed.push('')
  return `>${hints(text)}\n${printed.join('\n')}`
}

function hints(text: string): string {
  const indentation = /^[ \n]/.test(text) ? '2' : ''
  if (!text.endsWith('\n')) return `${indentation}-`
  return text.endsWith('\n\n') || text === '\n' ? `${indentation}+` : indentation
}
