import { instantOf } from '../members.ts'
import type { PipelineBuild } from '../resources/builds.ts'
import type { EndpointExecution } from '../resources/execution-history.ts'

/** A pipeline that uses a connection. */
export interface ConnectionUse {
  /** The pipeline's name, or its file where it was read from a folder. */
  readonly pipeline: string
  readonly definitionId: number | null
  readonly project: string | null
  /** How many runs are in the history. */
  readonly runs: number
  readonly failedRuns: number
  readonly lastRunId: number | null
  readonly lastRun: string | null
  readonly lastResult: string | null
  /** Whether a schedule started one of its runs. */
  readonly isScheduled: boolean
  /** How long its longest run took, in minutes. */
  readonly longestMinutes: number | null
  /** Tasks of its last run that take service connections, with their versions: `AzureCLI@2.268.0`. */
  readonly tasks: readonly string[]
}

/** What is known of the runs that used connections. */
export interface RunFacts {
  /** By run id. */
  readonly builds: ReadonlyMap<number, PipelineBuild>
  /** Names of tasks by run id. */
  readonly tasks: ReadonlyMap<number, readonly string[]>
  /** Names of projects by id in lower case. */
  readonly projectNames: ReadonlyMap<string, string>
}

const MINUTE = 60_000

/** The uses of a connection by pipeline. */
export function byPipeline(executions: readonly EndpointExecution[]): readonly (readonly EndpointExecution[])[] {
  const groups = new Map<string, EndpointExecution[]>()
  for (const execution of executions) {
    const { projectId, definition, planType } = execution.data
    const key = `${projectId ?? ''}/${planType ?? ''}/${definition?.id ?? ''}`
    const group = groups.get(key)
    if (group) group.push(execution)
    else groups.set(key, [execution])
  }
  return [...groups.values()]
}

/** The use that began last; of several, the one of the run with the highest number. */
export function latestOf(executions: readonly EndpointExecution[]): EndpointExecution | undefined {
  const at = ({ data }: EndpointExecution) => instantOf(data.startTime ?? data.finishTime) ?? 0
  const run = ({ data }: EndpointExecution) => data.owner?.id ?? 0
  const isLater = (a: EndpointExecution, b: EndpointExecution) => at(a) > at(b) || (at(a) === at(b) && run(a) > run(b))
  return executions.reduce<EndpointExecution | undefined>(
    (latest, each) => (latest === undefined || isLater(each, latest) ? each : latest),
    undefined,
  )
}

/** Folds the history of a connection into the pipelines that used it, the one that ran last first. */
export function pipelinesOf(executions: readonly EndpointExecution[], facts: RunFacts): readonly ConnectionUse[] {
  return byPipeline(executions)
    .flatMap((ofPipeline) => useOf(ofPipeline, facts) ?? [])
    .sort((a, b) => (b.lastRun ?? '').localeCompare(a.lastRun ?? '') || a.pipeline.localeCompare(b.pipeline))
}

function useOf(
  executions: readonly EndpointExecution[],
  { builds, tasks, projectNames }: RunFacts,
): ConnectionUse | undefined {
  const last = latestOf(executions)?.data
  if (!last) return undefined
  // A run may use a connection in several steps.
  const runs = new Map(executions.map(({ data }) => [data.owner?.id ?? data.id, data]))
  const ofRun = [...runs.keys()].flatMap((id) => builds.get(id) ?? [])
  const minutes = [...executions.map(({ data }) => data), ...ofRun].flatMap(({ startTime, finishTime }) => {
    const [from, to] = [instantOf(startTime), instantOf(finishTime)]
    return from !== undefined && to !== undefined && to >= from ? [Math.ceil((to - from) / MINUTE)] : []
  })
  const lastRunId = last.owner?.id ?? null
  return {
    pipeline: last.definition?.name ?? ofRun[0]?.definition?.name ?? 'unknown',
    definitionId: last.definition?.id ?? null,
    project: (last.projectId && projectNames.get(last.projectId)) || null,
    runs: runs.size,
    failedRuns: [...runs.values()].filter(({ result }) => /^fail/i.test(result ?? '')).length,
    lastRunId,
    lastRun: last.startTime ?? last.finishTime,
    lastResult: last.result,
    isScheduled: ofRun.some(({ reason }) => /^schedule/i.test(reason ?? '')),
    longestMinutes: minutes.length > 0 ? minutes.reduce((longest, each) => Math.max(longest, each)) : null,
    tasks: (lastRunId !== null && tasks.get(lastRunId)) || [],
  }
}
