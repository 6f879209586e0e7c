import { LanguageError } from '../errors.ts'
import type { Expression } from '../expression/ast.ts'
import { requireText } from '../expression/convert.ts'
import { evaluate } from '../expression/evaluate.ts'
import { LONGEST_EXPRESSION } from '../expression/limits.ts'
import { parseExpression } from '../expression/parse-expression.ts'
import type { YamlNode, YamlScalar } from '../source/node.ts'
import type { Place } from '../source/place.ts'
import type { Budget } from './budget.ts'
import { computed, nodeOf } from './data-nodes.ts'
import { readInner } from './directive.ts'
import { contextOf, type Frame, placeIn } from './frame.ts'
import type { Report } from './report.ts'
import { cutSegments, formatCall, loneExpression, type Segment } from './segments.ts'

/** What evaluation needs beside the frame. */
export interface Evaluation {
  readonly report: Report
  readonly budget: Budget
  /** Bodies that were passed over and whose syntax has been checked: a loop comes by the same one many times. */
  readonly checked: WeakSet<YamlNode>
}

/**
 * The node that a scalar with template expressions becomes: of any kind when one expression is all of it, else text. An expression that cannot be parsed leaves the
 * text as it is written, one that fails or reads an unknown name leaves '' (measured: that is what the service goes on with).
 */
export function evaluateScalar(scalar: YamlScalar, frame: Frame, { report, budget }: Evaluation): YamlNode {
  const place = placeIn(frame, scalar.place)
  const segments = cutSegments(scalar.text)
  if (segments === 'unclosed') {
    report.error('ERR_TEMPLATE_EXPRESSION', UNCLOSED, place, 'Close the expression; a quote in text is written twice.')
    return { ...scalar, place }
  }
  const lone = loneExpression(segments)
  const embedded = lone === undefined ? embeddedDirective(segments) : undefined
  if (embedded !== undefined) {
    report.error(
      'ERR_TEMPLATE_DIRECTIVE',
      inlineDirective(embedded),
      place,
      'Make the expression the whole value, or use iif(condition, a, b).',
    )
    return { ...scalar, place }
  }
  if (lone === undefined && scalar.text.length > LONGEST_EXPRESSION - 20)
    return evaluateLong(segments, frame, place, { report, budget })
  const broken = lone === undefined ? syntaxErrorOf(segments, frame) : undefined
  const expression = broken ?? parseIn(frame, lone ?? formatCall(segments))
  if (expression instanceof LanguageError) {
    report.thrown(expression, place)
    return isSyntaxError(expression) ? { ...scalar, place } : computed('', place)
  }
  const value = evaluateIn(frame, expression, place, report)
  if (value instanceof LanguageError) return computed('', place)
  return nodeOf(value, loopPlace(expression, frame) ?? place, budget)
}

const OPEN = '$' + '{{'
const UNCLOSED = `The expression is not closed. An unescaped ${OPEN} sequence was found, but the closing }} sequence was not found.`

function inlineDirective(keyword: string): string {
  return `The directive '${keyword}' is not allowed in this context. Directives are not supported for expressions that are embedded within a string. Directives are only supported when the entire value is an expression.`
}

/**
 * The error of the first expression within text that is not well formed. The service parses each of them as it reads the file, and cites it alone; what it cites of
 * unknown names is the call of `format` that it makes of the text afterwards (both measured).
 */
function syntaxErrorOf(segments: readonly Segment[], frame: Frame): LanguageError | undefined {
  for (const segment of segments) {
    const parsed = segment.kind === 'expression' ? parseIn(frame, segment.text) : undefined
    if (parsed instanceof LanguageError && isSyntaxError(parsed)) return parsed
  }
  return undefined
}

/** Whether an error is one of the syntax, and not of a name that does not exist where the expression stands. */
export function isSyntaxError({ code }: LanguageError): boolean {
  return code !== 'ERR_EXPRESSION_NAME' && code !== 'ERR_EXPRESSION_FUNCTION'
}

function embeddedDirective(segments: readonly Segment[]): string | undefined {
  const directive = segments
    .map((segment) => (segment.kind === 'expression' ? readInner(segment.text) : undefined))
    .find(Boolean)
  return directive && directive.kind !== 'malformed' ? directive.kind : undefined
}

/** A long text with expressions: the service counts all of it as one expression and refuses it, so it is evaluated here with a warning. */
function evaluateLong(
  segments: readonly Segment[],
  frame: Frame,
  place: Place,
  { report, budget }: Pick<Evaluation, 'report' | 'budget'>,
): YamlScalar {
  report.error(
    'ERR_TEMPLATE_LIMIT',
    `Exceeded max expression length ${LONGEST_EXPRESSION}`,
    place,
    'Azure Pipelines counts the whole text around an expression. Move the long part into a file, or give the value to a variable in env: and read that.',
    { severity: 'warning' },
  )
  let text = ''
  for (const segment of segments) {
    if (segment.kind === 'text') text += segment.text
    else {
      const expression = parseIn(frame, segment.text)
      if (expression instanceof LanguageError) report.thrown(expression, place)
      else text += textOf(evaluateIn(frame, expression, place, report), place, report)
    }
  }
  budget.spend(place, text.length)
  return computed(text, place)
}

function textOf(value: unknown, place: Place, report: Report): string {
  if (value instanceof LanguageError) return ''
  try {
    return requireText(value)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    report.thrown(error, place)
    return ''
  }
}

/** Parses an expression against the names of a frame, or gives the error. */
export function parseIn(frame: Frame, text: string): Expression | LanguageError {
  const known = frame.names.parsed.get(text)
  if (known) return known
  let parsed: Expression | LanguageError
  try {
    parsed = parseExpression(text, frame.names.scope)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    parsed = error
  }
  frame.names.parsed.set(text, parsed)
  return parsed
}

/** Evaluates an expression; an error is reported and given back. */
export function evaluateIn(frame: Frame, expression: Expression, place: Place, report: Report): unknown {
  try {
    return evaluate(expression, contextOf(frame))
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    report.thrown(error, place)
    return error
  }
}

/** What is read from the variable of a loop stands at the loop's directive. */
function loopPlace(expression: Expression, frame: Frame): Place | undefined {
  const root = expression.kind === 'access' ? expression.target : expression
  return root.kind === 'named-value' ? frame.loops.get(root.name.toLowerCase())?.place : undefined
}
