/** The next step for text in an expression that is neither a name, a number nor text in single quotes. */
export function unreadableHint(word: string): string {
  if (word.startsWith("'")) return "Add the closing '. A quote inside is written twice: 'it''s'."
  if (/["“”‘’]/.test(word)) return "Put text in single quotes: 'text'."
  if (/[=!<>&|+]/.test(word)) {
    return "There are no operators here: write eq(a, 'b'), ne(…), and(…), or(…), not(…), lt(…), gt(…)."
  }
  if (word.startsWith('$')) {
    return "Write variables['name'] instead of $(name), and no delimiters inside an expression."
  }
  return "Put text in single quotes; reach other names by index: variables['my-name']."
}
