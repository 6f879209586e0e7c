import type { CallExpression, Expression } from './ast.ts'
import type { ExpressionContext } from './context.ts'
import { toBoolean } from './convert.ts'
import { evaluate, evaluateCondition } from './evaluate.ts'
import { formatExpression } from './format-expression.ts'
import { type FunctionName, statusFunctionNames } from './signatures.ts'

/** What came of a condition, and what the agent writes of it. */
export interface TracedCondition {
  readonly met: boolean
  /** `Evaluating: …`, `Expanded: …` where that says more than the result, `Result: …`. */
  readonly lines: readonly string[]
}

const statusNames: ReadonlySet<FunctionName> = new Set(statusFunctionNames)

/**
 * Evaluates a condition and says how, in the agent's form (actions/runner, 2019, src/Sdk/DTExpressions, `ExpressionNode.TraceTreeResult`): operands that were not looked at stay as they
 * are written.
 *
 * @throws LanguageError as `evaluate`
 * @example traceCondition(parseExpression("eq(variables.a, 'B')"), context).lines // ["Evaluating: eq(variables.a, 'B')", "Expanded: eq('b', 'B')", 'Result: True']
 */
export function traceCondition(expression: Expression, context: ExpressionContext): TracedCondition {
  const met = evaluateCondition(expression, context)
  const result = formatValue(evaluate(expression, context))
  const expanded = realized(expression, context)
  const lines = [`Evaluating: ${formatExpression(expression)}`]
  if (expanded !== result) lines.push(`Expanded: ${expanded}`)
  return { met, lines: [...lines, `Result: ${result}`] }
}

function realized(expression: Expression, context: ExpressionContext): string {
  if (expression.kind === 'literal') return expression.text
  if (expression.kind !== 'call' || statusNames.has(expression.name) || expression.name === 'always')
    return formatValue(evaluate(expression, context))
  const looked = lookedAt(expression, context)
  const parts = expression.arguments.map((each, index) =>
    index < looked ? realized(each, context) : formatExpression(each),
  )
  return `${expression.name}(${parts.join(', ')})`
}

/** How many arguments were evaluated: some functions stop where they know enough. */
function lookedAt({ name, arguments: given }: CallExpression, context: ExpressionContext): number {
  const enough = (found: (value: unknown) => boolean) => {
    const at = given.findIndex((each) => found(evaluate(each, context)))
    return at === -1 ? given.length : at + 1
  }
  if (name === 'and') return enough((value) => !toBoolean(value))
  if (name === 'or') return enough(toBoolean)
  if (name === 'coalesce') return enough((value) => value !== null && value !== '')
  return given.length
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'Null'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? 'Array' : 'Object'
}
