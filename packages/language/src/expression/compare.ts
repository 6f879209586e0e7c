import { fail, isNullLike, toBoolean, toDate, toNumber, toText, toVersion } from './convert.ts'
import { upperOrdinal } from './fold-case.ts'
import { type ExpressionVersion, kindOf } from './value.ts'

/**
 * Whether two values are equal as `eq` sees it: the right one is converted to the left one's type, and what does not convert is not equal. Texts compare
 * without case, ordinally; arrays and objects only equal themselves.
 */
export function areEqual(left: unknown, right: unknown): boolean {
  switch (kindOf(left)) {
    case 'boolean':
      return left === toBoolean(right)
    case 'number':
      return left === toNumber(right)
    case 'string': {
      const text = toText(right)
      return text !== undefined && upperOrdinal(left as string) === upperOrdinal(text)
    }
    case 'version': {
      const version = toVersion(right)
      return version !== undefined && compareVersions(left as ExpressionVersion, version) === 0
    }
    case 'datetime':
      return toDate(right)?.getTime() === (left as Date).getTime()
    case 'null':
      return isNullLike(right)
    default:
      return left === right
  }
}

/**
 * Below 0, 0 or above 0, as `lt`, `le`, `gt` and `ge` see it: the right value is converted to the left one's type; null, arrays and objects on the left
 * are taken as numbers.
 *
 * @throws LanguageError `ERR_EXPRESSION_CONVERSION`
 */
export function compareValues(left: unknown, right: unknown): number {
  switch (kindOf(left)) {
    case 'boolean':
      return Number(left) - Number(toBoolean(right))
    case 'string':
      return compareTexts(left as string, toText(right) ?? fail(right, 'string'))
    case 'version':
      return compareVersions(left as ExpressionVersion, toVersion(right) ?? fail(right, 'version'))
    case 'datetime':
      return (left as Date).getTime() - (toDate(right) ?? fail(right, 'datetime')).getTime()
    default:
      return (toNumber(left) ?? fail(left, 'number')) - (toNumber(right) ?? fail(right, 'number'))
  }
}

/** Ordinal, without case: .NET's OrdinalIgnoreCase compares upper-cased UTF-16 units. */
function compareTexts(left: string, right: string): number {
  const [upperLeft, upperRight] = [upperOrdinal(left), upperOrdinal(right)]
  if (upperLeft === upperRight) return 0
  return upperLeft < upperRight ? -1 : 1
}

/** A part that is not there is less than 0: 1.2 comes before 1.2.0 (.NET `System.Version`). */
function compareVersions(left: ExpressionVersion, right: ExpressionVersion): number {
  for (let at = 0; at < 4; at += 1) {
    const difference = (left.parts[at] ?? -1) - (right.parts[at] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
