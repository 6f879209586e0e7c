import { LanguageError } from '../errors.ts'
import { requireText } from './convert.ts'
import { formatDateTime } from './format-date.ts'
import { LONGEST_RESULT } from './limits.ts'
import { kindNames, kindOf } from './value.ts'

/** `{{`, `}}`, `{0}` and `{0:specifiers}` (`}}` in specifiers is a brace); a brace alone is an error. */
const PART = /\{\{|\}\}|\{(\d{1,3})(?::((?:[^}]|\}\})*))?\}|[{}]|[^{}]+/g

/** Arguments are numbered by a byte (actions/runner, src/Sdk/DTExpressions, `FormatNode.cs`). */
const LAST_ARGUMENT = 255

/**
 * The `format` function. `argument` gives the argument of a number, evaluated when it is first used.
 *
 * @throws LanguageError `ERR_EXPRESSION_FORMAT`, `ERR_EXPRESSION_CONVERSION`, `ERR_EXPRESSION_LIMIT`
 */
export function formatText(
  format: string,
  argument: (index: number) => { readonly value: unknown } | undefined,
): string {
  const values = new Map<number, { readonly value: unknown } | undefined>()
  let result = ''
  for (const match of format.matchAll(PART)) {
    const [part, digits, specifiers] = match
    if (part === '{{' || part === '}}') result += part.charAt(0)
    else if (digits !== undefined) {
      const index = Number(digits)
      if (!values.has(index)) values.set(index, index <= LAST_ARGUMENT ? argument(index) : undefined)
      const found = values.get(index)
      if (!found)
        throw formatError(format, `The following format string references more arguments than were supplied: ${format}`)
      result += formatArgument(format, found.value, specifiers?.replaceAll('}}', '}'))
    } else if (part === '{' || part === '}')
      throw formatError(format, `The following format string is invalid: ${format}`)
    else result += part
    if (result.length > LONGEST_RESULT) throw tooLong()
  }
  return result
}

function formatArgument(format: string, value: unknown, specifiers: string | undefined): string {
  if (!specifiers) return requireText(value)
  if (value instanceof Date) return formatDateTime(value, specifiers)
  throw formatError(
    format,
    `The format specifiers '${specifiers}' are not valid for objects of type '${kindNames[kindOf(value)]}'`,
  )
}

function formatError(format: string, message: string): LanguageError {
  return new LanguageError('ERR_EXPRESSION_FORMAT', {
    message,
    hint: "Write {0}, {1} … for the arguments after the format text, and double a literal brace: format('{{{0}}}', 'x').",
    data: { format },
  })
}

function tooLong(): LanguageError {
  return new LanguageError('ERR_EXPRESSION_LIMIT', {
    message: `format would make a text of more than ${LONGEST_RESULT} characters`,
    hint: 'Build long texts in a script step.',
  })
}
