import type { ExpressionContext, StatusFunctions, TracedCondition } from '@mintwell/language'
import { jobConditionScope, parseExpression, traceCondition } from '@mintwell/language'
import type { Result } from '../ports/result.ts'

/** What is known of a stage or job that has ended: its result in the words that expressions see, and its outputs. */
export interface Ended {
  readonly result: Result
  /** Its condition could not be evaluated: it counts as neither succeeded nor failed, as measured at the service in 2026. */
  readonly abandoned?: boolean
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

/**
 * `dependencies` or `stageDependencies` as expressions read them.
 *
 * @param names what is depended on directly: nothing is known of others. All where it is absent
 */
export function dependencyTree(ended: ReadonlyMap<string, Ended>, names?: readonly string[]): Record<string, unknown> {
  const known = names && new Set(names.map((name) => name.toLowerCase()))
  return Object.fromEntries(
    [...ended]
      .filter(([name]) => known === undefined || known.has(name.toLowerCase()))
      .map(([name, { result, abandoned, outputs }]) => [
        name,
        { result: abandoned ? 'Abandoned' : RESULT_WORDS[result], outputs },
      ]),
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
 * Status functions for a stage or job: they ask about the named ones, or about all that it depends on. `succeeded()` is about all of them, the others about any: a skipped one keeps
 * `succeeded()` from being true, and where all are skipped nothing is (measured at the service in 2026; the documentation says otherwise of `succeededOrFailed`).
 */
export function dependencyStatus(
  ancestors: readonly string[],
  ended: ReadonlyMap<string, Ended>,
  canceled: boolean,
): StatusFunctions {
  const results = (names: readonly string[]) =>
    (names.length > 0 ? names : ancestors).map((name) => {
      const found = find(ended, name)
      return found === undefined ? 'skipped' : found.abandoned ? 'abandoned' : found.result
    })
  const good = (result: Result | 'abandoned') => result === 'succeeded' || result === 'succeededWithIssues'
  return {
    canceled: () => canceled,
    succeeded: (names) => !canceled && results(names).every(good),
    failed: (names) => !canceled && results(names).includes('failed'),
    succeededOrFailed(names) {
      const all = results(names)
      return !canceled && (all.length === 0 || all.some((result) => good(result) || result === 'failed'))
    },
  }
}

function find(ended: ReadonlyMap<string, Ended>, name: string): Ended | undefined {
  return ended.get(name) ?? [...ended].find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1]
}

/** Whether a stage or job runs, and how that was found where it has a condition of its own. */
export function meetsCondition(
  condition: string | undefined,
  context: ExpressionContext & { readonly status: StatusFunctions },
): TracedCondition {
  if (!condition?.trim()) return { met: context.status.succeeded([]), lines: [] }
  return traceCondition(parseExpression(condition, jobConditionScope), context)
}
