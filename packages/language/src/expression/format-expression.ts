import type { AccessStep, Expression } from './ast.ts'

/**
 * Writes an expression back as text; parsing that text gives the same expression.
 *
 * @example formatExpression(parseExpression("EQ( Variables['a'] , 1 )")) // "eq(variables['a'], 1)"
 */
export function formatExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return expression.text
    case 'named-value':
      return expression.name
    case 'call':
      return `${expression.name}(${expression.arguments.map(formatExpression).join(', ')})`
    case 'access':
      return formatExpression(expression.target) + expression.path.map(formatStep).join('')
  }
}

function formatStep(step: AccessStep): string {
  if (step.kind === 'property') return `.${step.name}`
  return step.kind === 'all' ? '[*]' : `[${formatExpression(step.index)}]`
}
