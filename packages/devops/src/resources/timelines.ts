import { listOf, membersOf, textOf, wholeNumberOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { API_VERSION } from './api-version.ts'
import type { DevOpsProject } from './projects.ts'

/** A stage, phase, job, step or checkpoint of a run. Times are as the service writes them. */
export interface BuildRecord {
  readonly id: string
  readonly parentId: string | null
  /** `Stage`, `Phase`, `Job`, `Task`, `Checkpoint` … */
  readonly type: string
  readonly name: string
  readonly refName: string | null
  readonly identifier: string | null
  readonly startTime: string | null
  readonly finishTime: string | null
  readonly state: string | null
  readonly result: string | null
  readonly attempt: number
  readonly order: number | null
  /** The agent, of jobs and steps. */
  readonly workerName: string | null
  readonly logId: number | null
  /** Null of a step that the agent does itself, such as `Initialize job`. */
  readonly task: TimelineTask | null
  readonly issues: readonly TimelineIssue[]
  /** Timelines of earlier attempts. */
  readonly previousAttempts: readonly { readonly attempt: number; readonly timelineId: string }[]
}

/** A task, with the exact version that ran: `2.268.0`. */
export interface TimelineTask {
  readonly id: string
  readonly name: string
  readonly version: string
}

export interface TimelineIssue {
  readonly type: string
  readonly message: string
}

/**
 * What a run did (scope `vso.build`); empty where it has not begun.
 *
 * @param timelineId that of an earlier attempt
 */
export async function readTimeline(
  reader: DevOpsReader,
  project: DevOpsProject,
  buildId: number,
  timelineId?: string,
): Promise<readonly BuildRecord[]> {
  const below = timelineId === undefined ? '' : `/${encodeURIComponent(timelineId)}`
  const path = `${encodeURIComponent(project.id)}/_apis/build/builds/${buildId}/timeline${below}`
  const { records } = await reader.object(
    { path, query: API_VERSION, what: `the timeline of run ${buildId}` },
    (answer) => ({
      buildId,
      records: listOf(membersOf(answer).records).flatMap((value) => readBuildRecord(value) ?? []),
    }),
    // Messages may quote anything: they are not kept.
    ({ records: all }) => ({ buildId, records: all.map(({ issues: _, ...record }) => record) }),
  )
  return records
}

/** A record as an answer has it; undefined where it is none. */
export function readBuildRecord(value: unknown): BuildRecord | undefined {
  const members = membersOf(value)
  const [id, type] = [textOf(members.id), textOf(members.type)]
  if (!id || !type) return undefined
  const text = (name: string) => textOf(members[name]) ?? null
  return {
    id,
    parentId: text('parentId'),
    type,
    name: text('name') ?? '',
    refName: text('refName'),
    identifier: text('identifier'),
    startTime: text('startTime'),
    finishTime: text('finishTime'),
    state: text('state'),
    result: text('result'),
    attempt: wholeNumberOf(members.attempt) ?? 1,
    order: wholeNumberOf(members.order) ?? null,
    workerName: text('workerName'),
    logId: wholeNumberOf(membersOf(members.log).id) ?? wholeNumberOf(members.logId) ?? null,
    task: readTask(members.task),
    issues: listOf(members.issues).flatMap((issue) => {
      const { type: kind, message } = membersOf(issue)
      const words = textOf(message)
      return words ? [{ type: textOf(kind) ?? 'error', message: words }] : []
    }),
    previousAttempts: listOf(members.previousAttempts).flatMap((each) => {
      const { attempt, timelineId } = membersOf(each)
      const earlier = textOf(timelineId)
      return earlier ? [{ attempt: wholeNumberOf(attempt) ?? 1, timelineId: earlier }] : []
    }),
  }
}

function readTask(value: unknown): TimelineTask | null {
  const { id, name, version } = membersOf(value)
  const [idText, nameText] = [textOf(id), textOf(name)]
  return idText && nameText ? { id: idText, name: nameText, version: textOf(version) ?? '' } : null
}
