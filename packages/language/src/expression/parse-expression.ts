import { LanguageError, quote } from '../errors.ts'
import { suggestName } from '../source/nearest-name.ts'
import type { AccessStep, Expression, NamedValue } from './ast.ts'
import { DEEPEST_EXPRESSION } from './limits.ts'
import { anyScope, type ExpressionScope } from './scope.ts'
import { type FunctionName, findFunction, signatures, statusFunctionNames } from './signatures.ts'
import { type ExpressionToken, syntaxError, tokenize } from './tokenize.ts'

interface Parser {
  readonly tokens: readonly ExpressionToken[]
  readonly end: number
  readonly scope: ExpressionScope
  at: number
}

/**
 * Parses an expression of Azure Pipelines and checks its functions and named values against where it stands. An error's `data.offset` is the place in
 * the text, from 0.
 *
 * @throws LanguageError `ERR_EXPRESSION_SYNTAX`, `ERR_EXPRESSION_FUNCTION`, `ERR_EXPRESSION_NAME`, `ERR_EXPRESSION_ARGUMENTS`, `ERR_EXPRESSION_LIMIT`
 * @example parseExpression("and(succeeded(), eq(variables['Build.Reason'], 'Schedule'))")
 */
export function parseExpression(text: string, scope: ExpressionScope = anyScope): Expression {
  const parser: Parser = { tokens: tokenize(text), end: text.length, scope, at: 0 }
  const expression = parseValue(parser, 0)
  const rest = peek(parser)
  if (rest) throw unexpected(rest)
  return expression
}

function parseValue(parser: Parser, depth: number): Expression {
  const token = next(parser, 'a value')
  if (token.kind === 'literal') return { kind: 'literal', value: token.value, text: token.text }
  if (token.kind === 'punctuation') throw unexpected(token)
  const word = token.text.toLowerCase()
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true', text: token.text }
  const target = parseName(parser, token, depth)
  return parseAccess(parser, target, depth)
}

function parseName(parser: Parser, token: ExpressionToken, depth: number): Expression {
  if (isNext(parser, '(')) return parseCall(parser, token, depth)
  if (findFunction(token.text)) {
    throw syntaxError(`the function ${token.text} needs its parentheses`, `Write ${token.text}(…).`, token.offset)
  }
  return { kind: 'named-value', name: resolveNamedValue(token, parser.scope) }
}

function parseCall(parser: Parser, token: ExpressionToken, depth: number): Expression {
  const name = resolveFunction(token, parser.scope)
  const open = next(parser, '(')
  enter(depth, open)
  const values: Expression[] = []
  if (!isNext(parser, ')')) {
    values.push(parseValue(parser, depth + 1))
    while (isNext(parser, ',')) {
      parser.at += 1
      values.push(parseValue(parser, depth + 1))
    }
  }
  close(parser, ')', open)
  checkCount(name, values.length, token, parser.scope)
  return { kind: 'call', name, arguments: values }
}

function parseAccess(parser: Parser, target: Expression, depth: number): Expression {
  const path: AccessStep[] = []
  for (;;) {
    if (isNext(parser, '.')) {
      parser.at += 1
      path.push(parseProperty(parser))
    } else if (isNext(parser, '[')) {
      const open = next(parser, '[')
      enter(depth, open)
      path.push(parseIndex(parser, depth + 1))
      close(parser, ']', open)
    } else {
      return path.length === 0 ? target : { kind: 'access', target, path }
    }
  }
}

function parseProperty(parser: Parser): AccessStep {
  const token = next(parser, 'the name of a property')
  if (token.kind === 'word') return { kind: 'property', name: token.text }
  if (token.text === '*') return { kind: 'all' }
  throw unexpected(token)
}

function parseIndex(parser: Parser, depth: number): AccessStep {
  if (!isNext(parser, '*')) return { kind: 'index', index: parseValue(parser, depth) }
  parser.at += 1
  return { kind: 'all' }
}

function resolveFunction(token: ExpressionToken, scope: ExpressionScope): FunctionName {
  const name = findFunction(token.text)
  if (name && scope.functions.has(name)) return name
  const known = [...scope.functions]
  throw new LanguageError('ERR_EXPRESSION_FUNCTION', {
    message: name
      ? `the function ${name} cannot be used in ${scope.where}`
      : `${quote(token.text)} is no function of Azure Pipelines`,
    hint: name ? `Functions there: ${known.join(', ')}.` : suggestName(token.text, known, 'Functions'),
    data: { offset: token.offset, function: token.text },
  })
}

function resolveNamedValue(token: ExpressionToken, scope: ExpressionScope): NamedValue {
  const known = [...scope.values]
  const name = known.find((value) => value.toLowerCase() === token.text.toLowerCase())
  if (name) return name
  throw new LanguageError('ERR_EXPRESSION_NAME', {
    message: `${quote(token.text)} cannot be read in ${scope.where}`,
    hint: namedValueHint(token.text, known),
    data: { offset: token.offset, name: token.text },
  })
}

function namedValueHint(name: string, known: readonly string[]): string {
  switch (name.toLowerCase()) {
    case 'null':
      return "There is no way to write null: compare with '' instead."
    case 'parameters':
      return 'Parameters are gone at run time: give Mintwell the expanded YAML that Azure Pipelines makes of the file.'
    case 'dependencies':
    case 'stagedependencies':
      return `Set a variable of the job to $[ ${name}… ] and read that variable here.`
    default:
      return `${suggestName(name, known, 'What can be read')} Text needs single quotes: '${name}'.`
  }
}

const statusNames: ReadonlySet<string> = new Set(statusFunctionNames)

function checkCount(name: FunctionName, count: number, token: ExpressionToken, scope: ExpressionScope): void {
  const fewest = signatures[name][0]
  const most = statusNames.has(name) && !scope.statusArguments ? 0 : signatures[name][1]
  if (count >= fewest && count <= most) return
  const wanted =
    fewest === most ? `${fewest}` : most === Number.POSITIVE_INFINITY ? `at least ${fewest}` : `${fewest} to ${most}`
  throw new LanguageError('ERR_EXPRESSION_ARGUMENTS', {
    message: `the function ${name} takes ${wanted} argument${wanted === '1' || wanted === 'at least 1' ? '' : 's'} in ${scope.where}; here it has ${count}`,
    hint: count > most ? 'Remove arguments, or look for a missing parenthesis.' : 'Add the missing arguments.',
    data: { offset: token.offset, function: name, count },
  })
}

function enter(depth: number, token: ExpressionToken): void {
  if (depth + 1 < DEEPEST_EXPRESSION) return
  throw new LanguageError('ERR_EXPRESSION_LIMIT', {
    message: `the expression nests ${DEEPEST_EXPRESSION} levels deep or more`,
    hint: 'Split it: give parts of it to variables of their own.',
    data: { offset: token.offset },
  })
}

function close(parser: Parser, text: string, open: ExpressionToken): void {
  const token = peek(parser)
  if (token?.kind === 'punctuation' && token.text === text) {
    parser.at += 1
    return
  }
  if (token) throw unexpected(token)
  throw syntaxError(`the ${open.text} is never closed`, `Add the ${text} that is missing.`, open.offset)
}

function peek(parser: Parser): ExpressionToken | undefined {
  return parser.tokens[parser.at]
}

function isNext(parser: Parser, punctuation: string): boolean {
  const token = peek(parser)
  return token?.kind === 'punctuation' && token.text === punctuation
}

function next(parser: Parser, wanted: string): ExpressionToken {
  const token = peek(parser)
  if (!token)
    throw syntaxError(`the expression ends where ${wanted} is expected`, 'Complete the expression.', parser.end)
  parser.at += 1
  return token
}

function unexpected(token: ExpressionToken): LanguageError {
  const hint =
    "Expressions are calls, values and text: and(succeeded(), eq(variables.name, 'text')). There is no grouping by parentheses alone."
  return syntaxError(`${quote(token.text)} is unexpected here`, hint, token.offset)
}
