/**
 * Splits an argument line as the task library's tool runner does (microsoft/azure-pipelines-task-lib, `ToolRunner.line`): at spaces; double quotes group and are
 * dropped; within them `\"` is a quote, and every other backslash stays. The last word loses the spaces at its ends, also quoted ones.
 *
 * @example splitArguments('-a "b c"') // ['-a', 'b c']
 */
export function splitArguments(line: string): string[] {
  const words: string[] = []
  let word = ''
  let quoted = false
  let escaped = false
  let begun = false
  for (const character of line) {
    if (character === ' ' && !quoted) {
      if (begun) words.push(word)
      word = ''
      begun = false
      continue
    }
    begun = true
    if (character === '"' && !escaped) {
      quoted = !quoted
    } else if (character === '\\' && quoted && !escaped) {
      escaped = true
    } else {
      word += escaped && character !== '"' ? `\\${character}` : character
      escaped = false
    }
  }
  if (begun) words.push(word.trim())
  return words
}
