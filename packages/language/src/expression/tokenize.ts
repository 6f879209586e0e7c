import { LanguageError, quote } from '../errors.ts'
import { parseVersion } from './convert.ts'
import { LONGEST_EXPRESSION } from './limits.ts'
import type { ExpressionVersion } from './value.ts'

/** A token, with its offset in the expression. */
export type ExpressionToken = { readonly offset: number; readonly text: string } & (
  | { readonly kind: 'punctuation' }
  | { readonly kind: 'word' }
  | { readonly kind: 'literal'; readonly value: number | string | ExpressionVersion }
)

const PUNCTUATION = '[](),.*'
const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)$/

/**
 * Splits an expression into tokens (the lexical rules of actions/runner, src/Sdk/DTExpressions, `LexicalAnalyzer.cs`): a word or number runs to the next
 * space or punctuation; a point starts a number where a value may start, and follows a value otherwise.
 *
 * @throws LanguageError `ERR_EXPRESSION_SYNTAX`, `ERR_EXPRESSION_LIMIT`
 */
export function tokenize(text: string): readonly ExpressionToken[] {
  if (text.length > LONGEST_EXPRESSION) {
    throw new LanguageError('ERR_EXPRESSION_LIMIT', {
      message: `the expression has ${text.length} characters; Azure Pipelines takes at most ${LONGEST_EXPRESSION}`,
      hint: 'Split it: give parts of it to variables of their own.',
      data: { offset: 0 },
    })
  }
  const tokens: ExpressionToken[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1
      continue
    }
    const token = readToken(text, at, tokens.at(-1))
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function readToken(text: string, offset: number, last: ExpressionToken | undefined): ExpressionToken {
  const first = text.charAt(offset)
  if (first === "'") return readString(text, offset)
  const startsNumber = /[\d-]/.test(first) || (first === '.' && startsValue(last))
  if (startsNumber) return readNumber(text, offset)
  if (PUNCTUATION.includes(first)) return { kind: 'punctuation', offset, text: first }
  const word = /^[^\s[\](),.]+/.exec(text.slice(offset))?.[0] ?? first
  if (WORD.test(word)) return { kind: 'word', offset, text: word }
  throw unreadable(word, offset)
}

/** Whether a value, not a property, comes after this token. */
function startsValue(last: ExpressionToken | undefined): boolean {
  return last === undefined || (last.kind === 'punctuation' && '[(,'.includes(last.text))
}

function readString(text: string, offset: number): ExpressionToken {
  const match = /^'(?:[^']|'')*'/.exec(text.slice(offset))
  if (!match) {
    throw syntaxError(
      'a text in single quotes is not closed',
      "Add the closing '. A quote inside is written twice: 'it''s'.",
      offset,
    )
  }
  const [source] = match
  return { kind: 'literal', offset, text: source, value: source.slice(1, -1).replaceAll("''", "'") }
}

function readNumber(text: string, offset: number): ExpressionToken {
  const source = /^[^\s[\](),]+/.exec(text.slice(offset))?.[0] ?? ''
  const value = source.split('.').length > 2 ? parseVersion(source) : NUMBER.test(source) ? Number(source) : undefined
  if (value !== undefined) return { kind: 'literal', offset, text: source, value }
  throw syntaxError(
    `${quote(source)} is no number and no version`,
    'Write numbers as -1.5 and versions as 1.2.3 with up to four parts; put text in single quotes.',
    offset,
  )
}

function unreadable(word: string, offset: number): LanguageError {
  const message = `${quote(word)} cannot be read`
  if (/["“”‘’]/.test(word)) return syntaxError(message, "Put text in single quotes: 'text'.", offset)
  if (/[=!<>&|+]/.test(word)) {
    const hint = "There are no operators here: write eq(a, 'b'), ne(…), and(…), or(…), not(…), lt(…), gt(…)."
    return syntaxError(message, hint, offset)
  }
  if (word.startsWith('$')) {
    const hint = "Write variables['name'] instead of $(name), and no $[ ] around a condition."
    return syntaxError(message, hint, offset)
  }
  return syntaxError(message, "Put text in single quotes; reach other names by index: variables['my-name'].", offset)
}

/** The error for an expression that is not well formed at an offset. */
export function syntaxError(message: string, hint: string, offset: number): LanguageError {
  return new LanguageError('ERR_EXPRESSION_SYNTAX', { message, hint, data: { offset } })
}
