import type { ExpressionContext, StatusFunctions } from '../expression/context.ts'
import { evaluateCondition, evaluateToText } from '../expression/evaluate.ts'
import { parseExpression } from '../expression/parse-expression.ts'
import { jobConditionScope, variableScope } from '../expression/scope.ts'
import type { VariablePlan } from '../plan/plan.ts'
import type { Result } from './result.ts'

/** What is known of a stage or job that has ended: its result in the words that expressions see, and its outputs. */
export interface Ended {
  readonly result: Result
  /** Output variables: `step.name` of a job, `job.step.name` of a stage. */
  readonly outputs: Readonly<Record<string, string>>
}

/** The words of `dependencies.X.result` (public documentation, "Expressions"). */
const RESULT_WORDS: Readonly<Record<Result, string>> = {
  succeeded: 'Succeeded',
  succeededWithIssues: 'SucceededWithIssues',
  failed: 'Failed',
  canceled: 'Canceled',
  skipped: 'Skipped',
}

/** `dependencies` or `stageDependencies` as expressions read them. */
export function dependencyTree(ended: ReadonlyMap<string, Ended>): Record<string, unknown> {
  return Object.fromEntries(
    [...ended].map(([name, { result, outputs }]) => [name, { result: RESULT_WORDS[result], outputs }]),
  )
}

/** Status functions for a stage or job: they ask about all that it depends on, or about the named ones. */
export function dependencyStatus(
  dependsOn: readonly string[],
  ended: ReadonlyMap<string, Ended>,
  canceled: boolean,
): StatusFunctions {
  const results = (names: readonly string[]) =>
    (names.length > 0 ? names : dependsOn).map((name) => find(ended, name)?.result ?? 'skipped')
  const good = (result: Result) => result === 'succeeded' || result === 'succeededWithIssues'
  return {
    canceled: () => canceled,
    succeeded: (names) => !canceled && results(names).every(good),
    failed: (names) => !canceled && results(names).includes('failed'),
    succeededOrFailed: (names) => !canceled && results(names).every((result) => good(result) || result === 'failed'),
  }
}

function find(ended: ReadonlyMap<string, Ended>, name: string): Ended | undefined {
  return ended.get(name) ?? [...ended].find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]
}

/** Whether a stage or job runs. */
export function meetsCondition(
  condition: string | undefined,
  context: ExpressionContext & { readonly status: StatusFunctions },
): boolean {
  if (!condition?.trim()) return context.status.succeeded([])
  return evaluateCondition(parseExpression(condition, jobConditionScope), context)
}

/** Evaluates variables that are runtime expressions as a whole (`$[ … ]`); others stay as they are. What cannot be evaluated is empty, as in Azure Pipelines. */
export function evaluateVariables(
  variables: readonly VariablePlan[],
  context: ExpressionContext,
): readonly Pick<VariablePlan, 'name' | 'value' | 'readonly'>[] {
  return variables.map(({ name, value, readonly }) => {
    const inner = /^\s*\$\[([\s\S]*)\]\s*$/.exec(value)?.[1]
    if (inner === undefined) return { name, value, readonly }
    return { name, value: evaluateToText(parseExpression(inner, variableScope), context), readonly }
  })
}
