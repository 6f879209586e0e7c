import type { Result } from '@mintwell/record'

export type { Result }

const RANK: Readonly<Record<Result, number>> = {
  succeeded: 0,
  succeededWithIssues: 1,
  failed: 2,
  canceled: 3,
  skipped: 4,
}

/** The worse of two; canceled and skipped stick (microsoft/azure-pipelines-agent, TaskResultUtil.cs). */
export function mergeResults(a: Result, b: Result): Result {
  if (RANK[a] > RANK.failed) return a
  return RANK[b] >= RANK[a] ? b : a
}

/** The result of a job or run from its parts: skipped parts do not count, issues and failures do. */
export function combineResults(parts: readonly Result[]): Result {
  const counted = parts.filter((part) => part !== 'skipped')
  if (counted.includes('canceled')) return 'canceled'
  if (counted.includes('failed')) return 'failed'
  return counted.includes('succeededWithIssues') ? 'succeededWithIssues' : 'succeeded'
}

/** The result of a stage from its jobs: a stage of which no job ran is skipped, and that is its result for what depends on it. */
export function stageResult(jobs: readonly Result[]): Result {
  return jobs.length > 0 && jobs.every((job) => job === 'skipped') ? 'skipped' : combineResults(jobs)
}
