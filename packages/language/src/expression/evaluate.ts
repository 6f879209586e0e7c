import type { AccessStep, Expression } from './ast.ts'
import type { ExpressionContext } from './context.ts'
import { requireText, toBoolean, toNumber, toText } from './convert.ts'
import { functions, limitText } from './functions.ts'
import { entriesOf, FilteredArray, itemsOf, kindOf, propertyOf } from './value.ts'

/**
 * Evaluates an expression; what it reads and does not find is null.
 *
 * @throws LanguageError `ERR_EXPRESSION_CONVERSION`, `ERR_EXPRESSION_FORMAT`, `ERR_EXPRESSION_LIMIT`, `ERR_EXPRESSION_UNAVAILABLE`
 * @example evaluate(parseExpression("eq(variables.a, 'B')"), { variables: { A: 'b' } }) // true
 */
export function evaluate(expression: Expression, context: ExpressionContext): unknown {
  const value = evaluateNode(expression, context)
  return value instanceof FilteredArray ? value.items : (value ?? null)
}

/**
 * Evaluates a condition.
 *
 * @throws LanguageError as `evaluate`
 */
export function evaluateCondition(expression: Expression, context: ExpressionContext): boolean {
  return toBoolean(evaluate(expression, context))
}

/**
 * Evaluates the expression of a variable: `True` and `False` for booleans, '' for null.
 *
 * @throws LanguageError as `evaluate`; `ERR_EXPRESSION_CONVERSION` too when the value is an array or object
 */
export function evaluateToText(expression: Expression, context: ExpressionContext): string {
  return limitText(requireText(evaluate(expression, context)))
}

function evaluateNode(expression: Expression, context: ExpressionContext): unknown {
  switch (expression.kind) {
    case 'literal':
      return expression.value
    case 'named-value':
      return namedValue(expression.name, context)
    case 'access':
      return expression.path.reduce<unknown>(
        (target, step) => access(target, step, context),
        evaluateNode(expression.target, context),
      )
    case 'call': {
      const values = expression.arguments
      return functions[expression.name]({
        count: values.length,
        value: (index) => evaluateNode(values[index] as Expression, context),
        context,
      })
    }
  }
}

function namedValue(name: string, context: ExpressionContext): unknown {
  const folded = name.toLowerCase()
  if (context.loops?.has(folded)) return context.loops.get(folded)
  switch (folded) {
    case 'variables':
      return context.variables
    case 'parameters':
      return context.parameters
    case 'dependencies':
      return context.dependencies
    case 'stagedependencies':
      return context.stageDependencies
    case 'pipeline':
      return context.pipeline
    default:
      return folded === 'resources' ? context.resources : null
  }
}

/** One step into data; into a filtered array, a step into each of its items (actions/runner, src/Sdk/DTExpressions, `IndexerNode.cs`). */
function access(target: unknown, step: AccessStep, context: ExpressionContext): unknown {
  if (step.kind === 'all') {
    return new FilteredArray(target instanceof FilteredArray ? target.items.flatMap(childrenOf) : childrenOf(target))
  }
  const index = step.kind === 'property' ? step.name : evaluateNode(step.index, context)
  if (!(target instanceof FilteredArray)) return child(target, index)
  return new FilteredArray(target.items.map((item) => child(item, index)).filter((item) => item !== undefined))
}

function childrenOf(value: unknown): readonly unknown[] {
  if (kindOf(value) === 'array') return itemsOf(value)
  return kindOf(value) === 'object' ? entriesOf(value).map(([, item]) => item) : []
}

/** An array's item by number, an object's property by name; undefined when there is none. */
function child(value: unknown, index: unknown): unknown {
  if (kindOf(value) === 'array') {
    const number = toNumber(index)
    return number !== undefined && number >= 0 ? itemsOf(value)[Math.floor(number)] : undefined
  }
  const name = kindOf(value) === 'object' ? toText(index) : undefined
  return name === undefined ? undefined : propertyOf(value, name)
}
