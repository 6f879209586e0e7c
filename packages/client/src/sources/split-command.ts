/**
 * Splits a command into its words, as a shell would where nothing is expanded: single and double quotes keep spaces, a backslash before a quote, a space or a
 * backslash keeps that one. `C:\tools\x` stays as it is.
 *
 * @example splitCommand(`vault read -field=token "identity/oidc/token/ci role"`)
 */
export function splitCommand(text: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let index = 0; index < text.length; index++) {
    const letter = text[index] as string
    const next = text[index + 1] ?? ''
    if (
      letter === '\\' &&
      quote !== "'" &&
      (next === '"' || next === "'" || next === '\\' || (next === ' ' && quote === ''))
    ) {
      word = (word ?? '') + next
      index++
    } else if (quote !== '') {
      if (letter === quote) quote = ''
      else word = (word ?? '') + letter
    } else if (letter === '"' || letter === "'") {
      quote = letter
      word ??= ''
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else {
      word = (word ?? '') + letter
    }
  }
  if (word !== undefined) words.push(word)
  return words
}
