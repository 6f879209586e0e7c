import type { Plan } from '@mintwell/language'
import { UsageError } from '../verb.ts'

/**
 * The part of a plan that `--stage` and `--job` name, in any case. What it depends on outside of the part is left out, so that it runs as if that had succeeded.
 *
 * @throws UsageError where there is no such stage or job, or more than one job of the name
 */
export function selectPart(plan: Plan, stageName: string | undefined, jobName: string | undefined): Plan {
  if (stageName === undefined && jobName === undefined) return plan
  const stages = plan.stages.filter((stage) => stageName === undefined || same(stage.name, stageName))
  if (stages.length === 0)
    throw new UsageError(`there is no stage '${stageName}'; stages: ${plan.stages.map(({ name }) => name).join(', ')}.`)
  const chosen =
    jobName === undefined
      ? stages
      : stages
          .map((stage) => ({ ...stage, jobs: stage.jobs.filter((job) => same(job.name, jobName)) }))
          .filter(({ jobs }) => jobs.length > 0)
  if (chosen.length === 0) {
    const names = stages.flatMap(({ jobs }) => jobs.map(({ name }) => name))
    throw new UsageError(`there is no job '${jobName}'; jobs: ${names.join(', ')}.`)
  }
  if (jobName !== undefined && chosen.length > 1)
    throw new UsageError(
      `the job '${jobName}' is in more than one stage: ${chosen.map(({ name }) => name).join(', ')}. Name one with --stage.`,
    )
  return {
    ...plan,
    stages: chosen
      .map((stage) => withoutOthers(stage, chosen))
      .map((stage) => ({ ...stage, jobs: stage.jobs.map((job) => withoutOthers(job, stage.jobs)) })),
  }
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function withoutOthers<T extends { readonly dependsOn: readonly string[] }>(
  item: T,
  chosen: readonly { readonly name: string }[],
): T {
  return { ...item, dependsOn: item.dependsOn.filter((name) => chosen.some((each) => each.name === name)) }
}
