import { describe, expect, it } from 'vitest'
import { parseExpression } from './parse-expression.ts'
import { stepConditionScope } from './scope.ts'
import { traceCondition } from './trace-condition.ts'

const context = {
  variables: { a: 'x', quote: "it's", 'Build.Reason': 'Manual' },
  status: { canceled: () => false, failed: () => false, succeeded: () => true, succeededOrFailed: () => true },
}
const linesOf = (text: string) => traceCondition(parseExpression(text, stepConditionScope), context).lines

describe('what the log says of a condition', () => {
  it.each([
    ['succeeded()', ['Evaluating: succeeded()', 'Result: True']],
    [
      "and(succeeded(), in(variables['Build.Reason'], 'PullRequest'))",
      [
        "Evaluating: and(succeeded(), in(variables['Build.Reason'], 'PullRequest'))",
        "Expanded: and(True, in('Manual', 'PullRequest'))",
        'Result: False',
      ],
    ],
    [
      "and(eq(variables.none, 'y'), eq(variables.a, 'x'))",
      [
        "Evaluating: and(eq(variables.none, 'y'), eq(variables.a, 'x'))",
        "Expanded: and(eq(Null, 'y'), eq(variables.a, 'x'))",
        'Result: False',
      ],
    ],
    ['variables.quote', ['Evaluating: variables.quote', "Result: 'it''s'"]],
  ])('%s', (text, lines) => {
    expect(linesOf(text)).toEqual(lines)
  })
})
