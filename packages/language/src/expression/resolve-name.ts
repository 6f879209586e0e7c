import type { LanguageError } from '../errors.ts'
import { suggestName } from '../source/nearest-name.ts'
import type { ExpressionScope } from './scope.ts'
import { type ExpressionSource, locatedError } from './service-words.ts'
import { findFunction } from './signatures.ts'
import { unreadableHint } from './unreadable-hint.ts'

/** A name in an expression, with its offset. */
export interface NamedToken {
  readonly text: string
  readonly offset: number
}

/**
 * The name of a function or of a root of data as the scope knows it, or the error that says that it does not; the parser decides when to raise it. Where
 * names are not checked (the condition of a step, which the agent judges), every name is taken.
 */
export function checkName(
  token: NamedToken,
  kind: 'function' | 'value',
  scope: ExpressionScope,
  source: ExpressionSource,
): string | LanguageError {
  return kind === 'function' ? checkFunction(token, scope, source) : checkValue(token, scope, source)
}

function checkFunction(token: NamedToken, scope: ExpressionScope, source: ExpressionSource): string | LanguageError {
  const name = findFunction(token.text)
  if (name && scope.functions.has(name)) return name
  const known = [...scope.functions]
  return locatedError('ERR_EXPRESSION_FUNCTION', 'Unrecognized value', token, source, {
    hint: name
      ? `${name} cannot be called in ${scope.where}. Functions there: ${known.join(', ')}.`
      : suggestName(token.text, known, 'Functions'),
    data: { function: token.text },
  })
}

function checkValue(token: NamedToken, scope: ExpressionScope, source: ExpressionSource): string | LanguageError {
  const folded = token.text.toLowerCase()
  const known = [...scope.values]
  const name = known.find((value) => value.toLowerCase() === folded)
  if (name !== undefined) return name
  return locatedError('ERR_EXPRESSION_NAME', 'Unrecognized value', token, source, {
    hint: valueHint(token.text, known, scope),
    data: { name: token.text },
  })
}

function valueHint(name: string, known: readonly string[], scope: ExpressionScope): string {
  if (!/^[a-z_]\w*$/i.test(name)) return unreadableHint(name)
  switch (name.toLowerCase()) {
    case 'null':
      return "There is no way to write null: compare with '' instead."
    case 'parameters':
      return `Parameters are not available in ${scope.where}: use a template expression, such as \${{ parameters.name }}.`
    case 'dependencies':
    case 'stagedependencies':
      return `Set a variable of the job to $[ ${name}… ] and read that variable here.`
    default:
      return `${suggestName(name, known, 'What can be read')} Text needs single quotes: '${name}'.`
  }
}
