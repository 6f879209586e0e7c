import { combineResults } from '../ports/result.ts'
import type { JobInstance } from './job-instances.ts'
import type { JobOutcome } from './job-run.ts'

/**
 * Runs the instances of a job: one after the other, or at most so many at once. Whatever one of them comes to, the others run; outputs are called after their instance.
 *
 * @param atOnce at least 1
 */
export async function runInstances(
  instances: readonly JobInstance[],
  atOnce: number,
  run: (instance: JobInstance) => Promise<JobOutcome>,
): Promise<JobOutcome> {
  const outcomes: JobOutcome[] = []
  const queue = [...instances.entries()]
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) outcomes[next[0]] = await run(next[1])
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, instances.length) }, work))
  const outputs = outcomes.flatMap((outcome, index) => {
    const prefix = instances[index]?.prefix
    return Object.entries(outcome.outputs).map(([name, value]) => [prefix ? `${prefix}.${name}` : name, value])
  })
  return {
    result: combineResults(outcomes.map(({ result }) => result)),
    outputs: Object.fromEntries(outputs),
    secrets: outcomes.flatMap(({ secrets }) => secrets),
    stubs: outcomes.flatMap(({ stubs }) => stubs),
  }
}
