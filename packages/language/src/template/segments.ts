/** A text cut at its template expressions. */
export type Segment =
  | { readonly kind: 'text'; readonly text: string }
  /** What stands between the delimiters, trimmed. */
  | { readonly kind: 'expression'; readonly text: string }

const OPEN = '$' + '{{'
const CLOSE = '}}'

/** Whether a text has a template expression in it, well formed or not. */
export function hasExpression(text: string): boolean {
  return text.includes(OPEN)
}

/**
 * Cuts a text at its template expressions; `unclosed` when one has no end. Delimiters inside single quotes of an expression are text (measured).
 */
export function cutSegments(text: string): readonly Segment[] | 'unclosed' {
  const segments: Segment[] = []
  let at = 0
  for (;;) {
    const open = text.indexOf(OPEN, at)
    if (open === -1) break
    if (open > at) segments.push({ kind: 'text', text: text.slice(at, open) })
    const close = findClose(text, open + OPEN.length)
    if (close === -1) return 'unclosed'
    segments.push({ kind: 'expression', text: text.slice(open + OPEN.length, close).trim() })
    at = close + CLOSE.length
  }
  if (at < text.length) segments.push({ kind: 'text', text: text.slice(at) })
  return segments
}

function findClose(text: string, from: number): number {
  let quoted = false
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === "'") quoted = !quoted
    else if (!quoted && character === '}' && text.charAt(at + 1) === '}') return at
  }
  return -1
}

/** The text of a lone expression: one that is the whole scalar, whose value keeps its kind. */
export function loneExpression(segments: readonly Segment[]): string | undefined {
  const [first] = segments
  return segments.length === 1 && first?.kind === 'expression' ? first.text : undefined
}

/**
 * The expression that the service makes of a text with expressions in it: a call of `format` (measured, and cited in its messages).
 *
 * @example formatCall(cutSegments('a ${{ b }} c')) // "format('a {0} c', b)"
 */
export function formatCall(segments: readonly Segment[]): string {
  let format = ''
  const values: string[] = []
  for (const segment of segments) {
    if (segment.kind === 'text')
      format += segment.text.replaceAll("'", "''").replaceAll('{', '{{').replaceAll('}', '}}')
    else {
      format += `{${values.length}}`
      values.push(segment.text)
    }
  }
  return `format('${format}', ${values.join(', ')})`
}
