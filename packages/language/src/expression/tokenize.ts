import { parseVersion } from './convert.ts'
import { LONGEST_EXPRESSION } from './limits.ts'
import { type ExpressionSource, limitError, locatedError } from './service-words.ts'
import type { ExpressionVersion } from './value.ts'

/** A token, with its offset in the expression. `unreadable` is text that no name, number or literal starts with; it is refused by the parser. */
export type ExpressionToken = { readonly offset: number; readonly text: string } & (
  | { readonly kind: 'punctuation' }
  | { readonly kind: 'word' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'literal'; readonly value: number | string | ExpressionVersion }
)

const PUNCTUATION = '[](),.*'
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)$/
const SPACE = /\s/

/**
 * Splits an expression into tokens (actions/runner, src/Sdk/DTExpressions, `LexicalAnalyzer.cs`): a word or number runs to the next space or punctuation; a
 * point starts a number where a value may start, and follows a value otherwise. What starts like a number and is not one is refused at once, as the service
 * does it; anything else that cannot be read is left to the parser.
 *
 * @throws LanguageError `ERR_EXPRESSION_SYNTAX`, `ERR_EXPRESSION_LIMIT`
 */
export function tokenize(source: ExpressionSource): readonly ExpressionToken[] {
  const { text } = source
  if (text.length > LONGEST_EXPRESSION) {
    throw limitError(
      `Exceeded max expression length ${LONGEST_EXPRESSION}`,
      `The expression has ${text.length} characters. Split it: give parts of it to variables of their own.`,
    )
  }
  const tokens: ExpressionToken[] = []
  let at = 0
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) {
      at += 1
      continue
    }
    const token = readToken(source, at, tokens.at(-1))
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function readToken(source: ExpressionSource, offset: number, last: ExpressionToken | undefined): ExpressionToken {
  const first = source.text.charAt(offset)
  if (first === "'") return readString(source.text, offset)
  const startsNumber = /[\d-]/.test(first) || (first === '.' && startsValue(last))
  if (startsNumber && !isPoint(last)) return readNumber(source, offset)
  if (PUNCTUATION.includes(first)) return { kind: 'punctuation', offset, text: first }
  const word = /[^\s[\](),.]+/y
  word.lastIndex = offset
  const text = word.exec(source.text)?.[0] ?? first
  return { kind: WORD.test(text) ? 'word' : 'unreadable', offset, text }
}

/** Whether a value, not a property, comes after this token. */
function startsValue(last: ExpressionToken | undefined): boolean {
  return last === undefined || (last.kind === 'punctuation' && '[(,'.includes(last.text))
}

/** After a point only the name of a property is read, so that `.9num` is a wrong name and no wrong number. */
function isPoint(last: ExpressionToken | undefined): boolean {
  return last?.kind === 'punctuation' && last.text === '.'
}

function readString(text: string, offset: number): ExpressionToken {
  const string = /'(?:[^']|'')*'/y
  string.lastIndex = offset
  const source = string.exec(text)?.[0]
  if (source === undefined) return { kind: 'unreadable', offset, text: text.slice(offset) }
  return { kind: 'literal', offset, text: source, value: source.slice(1, -1).replaceAll("''", "'") }
}

function readNumber(source: ExpressionSource, offset: number): ExpressionToken {
  const scan = /[^\s[\](),]+/y
  scan.lastIndex = offset
  const text = scan.exec(source.text)?.[0] ?? ''
  const value = text.split('.').length > 2 ? parseVersion(text) : NUMBER.test(text) ? Number(text) : undefined
  if (value !== undefined) return { kind: 'literal', offset, text, value }
  throw locatedError('ERR_EXPRESSION_SYNTAX', 'Unrecognized value', { text, offset }, source, {
    hint: 'Write numbers as -1.5 and versions as 1.2.3 with up to four parts; put text in single quotes.',
  })
}
