import type { ExpressionContext, StatusFunctions } from '@mintwell/language'
import { evaluateCondition, jobConditionScope, parseExpression } from '@mintwell/language'
import type { Result } from '../ports/result.ts'

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

/** A stage or job, with what it depends on. */
export interface Dependent {
  readonly name: string
  readonly dependsOn: readonly string[]
}

/** All that a stage or job depends on, directly and indirectly (learn.microsoft.com, Azure Pipelines "Specify conditions": both count). */
export function ancestorsOf(item: Dependent, all: readonly Dependent[]): readonly string[] {
  const byKey = new Map(all.map((each) => [each.name.toLowerCase(), each]))
  const found = new Set<string>()
  const open = [...item.dependsOn]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const known = byKey.get(name.toLowerCase())
    if (!known || found.has(known.name)) continue
    found.add(known.name)
    open.push(...known.dependsOn)
  }
  return [...found]
}

/**
 * Status functions for a stage or job: they ask about the named ones, or about all that it depends on. Without names, `succeededOrFailed()` is true whatever became
 * of those, unless the run was canceled (learn.microsoft.com, Azure Pipelines "Expressions").
 */
export function dependencyStatus(
  ancestors: readonly string[],
  ended: ReadonlyMap<string, Ended>,
  canceled: boolean,
): StatusFunctions {
  const results = (names: readonly string[]) =>
    (names.length > 0 ? names : ancestors).map((name) => find(ended, name)?.result ?? 'skipped')
  const good = (result: Result) => result === 'succeeded' || result === 'succeededWithIssues'
  return {
    canceled: () => canceled,
    succeeded: (names) => !canceled && results(names).every(good),
    failed: (names) => !canceled && results(names).includes('failed'),
    succeededOrFailed: (names) =>
      !canceled && (names.length === 0 || results(names).every((result) => good(result) || result === 'failed')),
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
