import { atPlace, LanguageError } from '../errors.ts'
import { parseExpression } from '../expression/parse-expression.ts'
import { type ExpressionScope, variableScope } from '../expression/scope.ts'
import type { YamlScalar } from '../source/node.ts'
import { placeInScalar } from '../source/scalar-place.ts'

/**
 * Checks a condition; an empty one counts as none.
 *
 * @throws LanguageError of the kind `ERR_EXPRESSION_…`
 */
export function checkCondition(scalar: YamlScalar | undefined, scope: ExpressionScope): string | undefined {
  if (!scalar || scalar.text.trim() === '') return undefined
  checkExpression(scalar, scalar.text, 0, scope)
  return scalar.text
}

/**
 * Checks the `$[ … ]` of a variable. It has to be the whole value (learn.microsoft.com, Azure Pipelines "Define variables", runtime expressions).
 *
 * @throws LanguageError of the kind `ERR_EXPRESSION_…`
 */
export function checkRuntimeExpression(scalar: YamlScalar): void {
  const value = scalar.text.trimEnd()
  const start = value.length - value.trimStart().length
  if (!value.startsWith('$[', start)) return
  if (!value.endsWith(']')) {
    throw new LanguageError('ERR_EXPRESSION_SYNTAX', {
      message: 'a value that starts with $[ has to end with ]',
      hint: "Make the expression the whole value: $[ format('{0} and text', variables.name) ].",
      place: placeInScalar(scalar, start),
      data: { offset: start },
    })
  }
  checkExpression(scalar, value.slice(start + 2, -1), start + 2, variableScope)
}

function checkExpression(scalar: YamlScalar, text: string, start: number, scope: ExpressionScope): void {
  try {
    parseExpression(text, scope)
  } catch (error) {
    if (!(error instanceof LanguageError)) throw error
    throw atPlace(error, placeInScalar(scalar, start + Number(error.data.offset ?? 0)))
  }
}
