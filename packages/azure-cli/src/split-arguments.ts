/**
 * Splits an argument line as the task library's tool runner does: at spaces, double quotes group and are dropped, `\"` is a quote (microsoft/azure-pipelines-task-lib, `ToolRunner.line`).
 *
 * @example splitArguments('-a "b c"') // ['-a', 'b c']
 */
export function splitArguments(line: string): string[] {
  const words: string[] = []
  let word = ''
  let quoted = false
  let any = false
  for (let index = 0; index < line.length; index++) {
    const character = line[index] as string
    if (character === '\\' && line[index + 1] === '"') {
      word += '"'
      any = true
      index += 1
    } else if (character === '"') {
      quoted = !quoted
      any = true
    } else if (character === ' ' && !quoted) {
      if (any) words.push(word)
      word = ''
      any = false
    } else {
      word += character
      any = true
    }
  }
  if (any) words.push(word)
  return words
}
