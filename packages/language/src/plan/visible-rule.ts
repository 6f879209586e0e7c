/** `input OPERATOR value`, one clause of a rule; the value may have spaces and quotes. */
const CLAUSE =
  /^\s*([\w.-]+)\s*(?:(!=|==?)|\s(NotContains|NotStartsWith|NotEndsWith|NotIn|Contains|StartsWith|EndsWith|In)(?=\s|$))\s*(.*?)\s*$/i

/**
 * Whether an input is shown by its `visibleRule`: clauses of `=`, `!=`, `In`, `NotIn`, `Contains`, `StartsWith`, `EndsWith` and their opposites, joined by
 * `&&` and, weaker, `||`; values compare without case (microsoft/azure-pipelines-task-lib, tasks.schema.json, and the task editor's rules). Undefined when
 * it cannot be told: a clause is not understood, or its input's value has a macro.
 *
 * @param values by lower-case input name
 */
export function evaluateVisibleRule(rule: string, values: ReadonlyMap<string, string>): boolean | undefined {
  const alternatives = rule.split('||').map((alternative) => {
    const clauses = alternative.split('&&').map((clause) => evaluateClause(clause, values))
    if (clauses.includes(false)) return false
    return clauses.includes(undefined) ? undefined : true
  })
  if (alternatives.includes(true)) return true
  return alternatives.includes(undefined) ? undefined : false
}

function evaluateClause(clause: string, values: ReadonlyMap<string, string>): boolean | undefined {
  const match = CLAUSE.exec(clause)
  if (!match) return undefined
  const [, name = '', symbol, word, expected = ''] = match
  const actual = values.get(name.toLowerCase())
  if (actual === undefined || actual.includes('$(')) return undefined
  return compare((symbol ?? word ?? '').toLowerCase(), clean(actual), clean(expected))
}

function compare(operator: string, actual: string, expected: string): boolean | undefined {
  if (operator.startsWith('not')) return !compare(operator.slice(3), actual, expected)
  switch (operator) {
    case '=':
    case '==':
      return actual === expected
    case '!=':
      return actual !== expected
    case 'in':
      return expected.split(',').map(clean).includes(actual)
    case 'contains':
      return actual.includes(expected)
    case 'startswith':
      return actual.startsWith(expected)
    case 'endswith':
      return actual.endsWith(expected)
    default:
      return undefined
  }
}

function clean(value: string): string {
  const trimmed = value.trim().toLowerCase()
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed
}
