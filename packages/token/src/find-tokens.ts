/** What the first two parts of a compact JWS begin with: base64url of `{` and a quote, a space or a line break. */
const OBJECT_START = /^e[wy]/

/**
 * Finds the texts that look like compact tokens in any text: bare, in JSON, in a header, in a log; in order, repeats included. A look-alike that turns
 * out malformed is found too. Takes time linear in the length of the text.
 *
 * @example findTokens('{"oidcToken":"eyJ…"}').map(readToken)
 */
export function findTokens(text: string): readonly string[] {
  const found: string[] = []
  for (const match of text.matchAll(/[A-Za-z0-9_.-]+/g)) {
    // Of a `\n` inside JSON the backslash ends the run before, and the letter would stick to the token.
    const escaped = text[match.index - 1] === '\\' && /^[nrt]e[wy]/.test(match[0])
    addTokensOf(escaped ? match[0].slice(1) : match[0], found)
  }
  return found
}

/** Adds one by one: a run may hold more tokens than a call may have arguments. */
function addTokensOf(run: string, found: string[]): void {
  const parts = run.split('.')
  for (let index = 0; index + 2 < parts.length; index++) {
    const [header = '', second = ''] = parts.slice(index, index + 2)
    if (!OBJECT_START.test(header)) continue
    // Five parts, the second (the encrypted key) no object: an encrypted token, to be named as such.
    const encrypted = !OBJECT_START.test(second) && parts.length - index === 5
    if (!encrypted && !OBJECT_START.test(second)) continue
    const length = encrypted ? 5 : 3
    found.push(parts.slice(index, index + length).join('.'))
    index += length - 1
  }
}
