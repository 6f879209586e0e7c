import { LanguageError } from '../errors.ts'
import type { AccessStep, Expression } from './ast.ts'
import { DEEPEST_EXPRESSION, DEEPEST_INDEX } from './limits.ts'
import { checkName, type NamedToken } from './resolve-name.ts'
import { anyScope, type ExpressionScope } from './scope.ts'
import { type ExpressionSource, type LocatedSentence, limitError, locatedError } from './service-words.ts'
import { type FunctionName, findFunction, signatures, statusFunctionNames } from './signatures.ts'
import { type ExpressionToken, tokenize } from './tokenize.ts'
import { unreadableHint } from './unreadable-hint.ts'

interface Parser {
  readonly source: ExpressionSource
  readonly tokens: readonly ExpressionToken[]
  readonly scope: ExpressionScope
  /** The first name that does not exist here: reported only when the syntax holds, as the service does it. */
  unknown: LanguageError | undefined
  at: number
}

interface Depth {
  /** Calls around, and this value: the service counts arguments only. */
  readonly calls: number
  readonly indexes: number
}

/**
 * Parses an expression of Azure Pipelines and checks its functions and named values against where it stands. Messages are the service's own (measured);
 * an error's `data.offset` is the place in the text, from 0.
 *
 * @throws LanguageError `ERR_EXPRESSION_SYNTAX`, `ERR_EXPRESSION_FUNCTION`, `ERR_EXPRESSION_NAME`, `ERR_EXPRESSION_ARGUMENTS`, `ERR_EXPRESSION_LIMIT`
 * @example parseExpression("and(succeeded(), eq(variables['Build.Reason'], 'Schedule'))")
 */
export function parseExpression(text: string, scope: ExpressionScope = anyScope): Expression {
  const source = { text: text.trim(), skipped: text.length - text.trimStart().length }
  if (source.text === '') {
    throw new LanguageError('ERR_EXPRESSION_SYNTAX', {
      message: 'An expression was expected',
      hint: 'Write an expression between the delimiters, or remove them.',
      data: { offset: text.length },
    })
  }
  const parser: Parser = { source, tokens: tokenize(source), scope, unknown: undefined, at: 0 }
  const expression = parseValue(parser, { calls: 1, indexes: 0 })
  const rest = peek(parser)
  if (rest) throw leftOver(parser, rest)
  if (parser.unknown && scope.checksNames) throw parser.unknown
  return expression
}

function parseValue(parser: Parser, depth: Depth): Expression {
  if (depth.calls > DEEPEST_EXPRESSION || depth.indexes > DEEPEST_INDEX) {
    throw limitError(
      `Exceeded max expression depth ${DEEPEST_EXPRESSION}`,
      'Split it: give parts of it to variables of their own.',
    )
  }
  const token = peek(parser) as ExpressionToken
  parser.at += 1
  if (token.kind === 'literal') return { kind: 'literal', value: token.value, text: token.text }
  if (token.kind === 'punctuation') throw unexpected(parser, token)
  if (token.kind === 'unreadable' && parser.scope.refusesUnreadableFirst) throw unreadable(parser, token)
  const word = token.text.toLowerCase()
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', text: token.text }
  return parseAccess(parser, parseName(parser, token, depth), depth)
}

function parseName(parser: Parser, token: NamedToken, depth: Depth): Expression {
  if (isNext(parser, '(')) return parseCall(parser, token, depth)
  const name = findFunction(token.text)
  if (name && parser.scope.functions.has(name) && parser.scope.checksNames) {
    throw located(parser, "Expected '(' to follow a function", token, `Write ${token.text}(…).`)
  }
  const found = checkName(token, 'value', parser.scope, parser.source)
  if (found instanceof LanguageError) parser.unknown ??= found
  return { kind: 'named-value', name: found instanceof LanguageError ? token.text : found }
}

function parseCall(parser: Parser, token: NamedToken, depth: Depth): Expression {
  const found = checkName(token, 'function', parser.scope, parser.source)
  if (found instanceof LanguageError) parser.unknown ??= found
  const name = found instanceof LanguageError ? undefined : (found as FunctionName)
  const [fewest, most] = name ? arity(name, parser.scope) : [0, Number.POSITIVE_INFINITY]
  const values: Expression[] = []
  parser.at += 1
  for (;;) {
    const next = peek(parser)
    if (!next) throw located(parser, 'Unclosed function', token, 'Add the ) that is missing.')
    if (values.length === 0 && isNext(parser, ')')) break
    values.push(parseValue(parser, { calls: depth.calls + 1, indexes: depth.indexes }))
    if (!isNext(parser, ',')) break
    if (values.length >= most) throw wrongCount(parser, name, next, values.length + 1)
    parser.at += 1
    if (!peek(parser))
      throw located(parser, 'Unclosed function', token, 'Add the arguments and the ) that are missing.')
  }
  const close = peek(parser)
  if (!close) throw located(parser, 'Unclosed function', token, 'Add the ) that is missing.')
  if (!isNext(parser, ')')) throw leftOver(parser, close)
  if (values.length < fewest || values.length > most) throw wrongCount(parser, name, close, values.length)
  parser.at += 1
  return { kind: 'call', name: name ?? ('always' as FunctionName), arguments: values }
}

function parseAccess(parser: Parser, target: Expression, depth: Depth): Expression {
  const path: AccessStep[] = []
  for (;;) {
    const token = peek(parser)
    if (isNext(parser, '.')) path.push(parseProperty(parser, token as ExpressionToken))
    else if (isNext(parser, '[')) path.push(parseIndex(parser, token as ExpressionToken, depth))
    else return path.length === 0 ? target : { kind: 'access', target, path }
  }
}

function parseProperty(parser: Parser, point: ExpressionToken): AccessStep {
  parser.at += 1
  const token = peek(parser)
  if (!token) {
    throw located(
      parser,
      "Expected a property name to follow the dereference operator '.'",
      point,
      'Write the name of a property after the point, or remove the point.',
    )
  }
  parser.at += 1
  if (token.kind === 'word') return { kind: 'property', name: token.text }
  if (token.text === '*') return { kind: 'all' }
  throw located(
    parser,
    'Unexpected symbol',
    token,
    `Names after a point have letters, digits and _ only; write ['${token.text}'] for others.`,
  )
}

function parseIndex(parser: Parser, open: ExpressionToken, depth: Depth): AccessStep {
  parser.at += 1
  const next = peek(parser)
  if (!next) throw located(parser, 'Unclosed indexer', open, 'Add the index and the ] that are missing.')
  let step: AccessStep = { kind: 'all' }
  if (isNext(parser, '*')) parser.at += 1
  else step = { kind: 'index', index: parseValue(parser, { calls: depth.calls, indexes: depth.indexes + 1 }) }
  const close = peek(parser)
  if (!close) throw located(parser, 'Unclosed indexer', open, 'Add the ] that is missing.')
  if (!isNext(parser, ']')) throw leftOver(parser, close)
  parser.at += 1
  return step
}

const statusNames: ReadonlySet<string> = new Set(statusFunctionNames)

function arity(name: FunctionName, scope: ExpressionScope): readonly [fewest: number, most: number] {
  if (!scope.checksNames && statusNames.has(name)) return [0, Number.POSITIVE_INFINITY]
  return statusNames.has(name) && !scope.statusArguments ? [0, 0] : signatures[name]
}

/** The service names the token that makes the count wrong: the comma in front of an argument too many, else the closing parenthesis. */
function wrongCount(parser: Parser, name: FunctionName | undefined, at: ExpressionToken, count: number): LanguageError {
  const token = isNext(parser, ',') ? (peek(parser) as ExpressionToken) : at
  const [fewest, most] = name ? arity(name, parser.scope) : [0, 0]
  const wanted = fewest === most ? `${fewest}` : Number.isFinite(most) ? `${fewest} to ${most}` : `at least ${fewest}`
  const plural = wanted === '1' || wanted === 'at least 1' ? '' : 's'
  return locatedError('ERR_EXPRESSION_ARGUMENTS', 'Unexpected symbol', token, parser.source, {
    hint: `${name} takes ${wanted} argument${plural} here, not ${count}.`,
    data: { function: name, count },
  })
}

/** A token where the expression could have ended: an unreadable one is called a value at run time and a symbol at template time (measured). */
function leftOver(parser: Parser, token: ExpressionToken): LanguageError {
  const sentence =
    token.kind === 'unreadable' && parser.scope.refusesUnreadableFirst ? 'Unrecognized value' : 'Unexpected symbol'
  const hint = token.kind === 'unreadable' ? unreadableHint(token.text) : GRAMMAR
  return located(parser, sentence, token, hint)
}

const GRAMMAR =
  "Expressions are calls, values and text: and(succeeded(), eq(variables.name, 'text')). There are no operators, and no grouping by parentheses alone."

function unexpected(parser: Parser, token: ExpressionToken): LanguageError {
  return located(parser, 'Unexpected symbol', token, GRAMMAR)
}

function unreadable(parser: Parser, token: ExpressionToken): LanguageError {
  return located(parser, 'Unrecognized value', token, unreadableHint(token.text))
}

function located(parser: Parser, sentence: LocatedSentence, token: NamedToken, hint: string): LanguageError {
  return locatedError('ERR_EXPRESSION_SYNTAX', sentence, token, parser.source, { hint })
}

function peek(parser: Parser): ExpressionToken | undefined {
  return parser.tokens[parser.at]
}

function isNext(parser: Parser, punctuation: string): boolean {
  const token = peek(parser)
  return token?.kind === 'punctuation' && token.text === punctuation
}
