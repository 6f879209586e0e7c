import { instantOf, membersOf, textOf, wholeNumberOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { type ListCut, listPages } from '../reader/pages.ts'
import { API_VERSION } from './api-version.ts'
import { type NamedId, readNamedId } from './execution-history.ts'
import { type DevOpsProject, readProject } from './projects.ts'

/** A run of a pipeline, as the list of builds has it. Times are as the service writes them. */
export interface PipelineBuild {
  readonly id: number
  readonly buildNumber: string
  readonly status: string | null
  readonly result: string | null
  /** Why it ran: `schedule`, `manual`, `individualCI` … */
  readonly reason: string | null
  readonly queueTime: string | null
  readonly startTime: string | null
  readonly finishTime: string | null
  readonly definition: NamedId | null
  readonly project: DevOpsProject | null
  readonly sourceBranch: string | null
}

/** Which runs are asked for. */
export interface BuildFilter {
  readonly definitions?: readonly number[]
  readonly statusFilter?: 'completed' | 'all'
  readonly reasonFilter?: 'schedule' | 'all'
  readonly minTime?: string
  readonly maxTime?: string
  /** How many runs a page has. Default 1,000, which is also the service's. */
  readonly top?: number
}

const PAGE = 1_000
/** Marks a token that is the time before which to go on. */
const BEFORE = 'before:'

/**
 * Runs of a project, those that finished last first (scope `vso.build`). The service's token is a time in the field of the order, so the order is sent with each page. Where the token
 * leads to the first page again, as it has been seen to (MicrosoftDocs/vsts-rest-api-specs#178), or is lost on the way, the list goes on by time.
 */
export async function* listBuilds(
  reader: DevOpsReader,
  project: DevOpsProject,
  filter: BuildFilter = {},
  onCut?: (cut: ListCut) => void,
): AsyncGenerator<readonly PipelineBuild[]> {
  const seen = new Set<number>()
  let oldest: string | undefined
  let cut: ListCut | undefined
  for (let window = filter; ; ) {
    const before = seen.size
    cut = undefined
    for await (const page of pagesOf(reader, project, window, (why) => {
      cut = why
    })) {
      const fresh = page.filter(({ id }) => !seen.has(id))
      for (const { id, finishTime } of fresh) {
        seen.add(id)
        if (finishTime !== null && instantOf(finishTime) !== undefined) oldest = finishTime
      }
      if (fresh.length > 0) yield fresh
    }
    if (cut !== 'repeats' || oldest === undefined || seen.size === before) break
    window = { ...filter, maxTime: oldest }
  }
  if (cut) onCut?.(cut)
}

function pagesOf(
  reader: DevOpsReader,
  project: DevOpsProject,
  { definitions, statusFilter = 'completed', reasonFilter, minTime, maxTime, top = PAGE }: BuildFilter,
  onCut: (cut: ListCut) => void,
): AsyncGenerator<readonly PipelineBuild[]> {
  let last: PipelineBuild | undefined
  const read = (value: unknown) => {
    last = readBuild(value) ?? last
    return readBuild(value)
  }
  return listPages(reader, {
    question: {
      path: `${encodeURIComponent(project.id)}/_apis/build/builds`,
      query: {
        definitions: definitions?.join(','),
        statusFilter,
        reasonFilter,
        minTime,
        maxTime,
        queryOrder: 'finishTimeDescending',
        $top: top,
        ...API_VERSION,
      },
      what: `the runs of ${project.name}`,
    },
    read,
    idOf: ({ id }) => id,
    queryOf: (token): Readonly<Record<string, string>> =>
      token.startsWith(BEFORE) ? { maxTime: token.slice(BEFORE.length) } : { continuationToken: token },
    // A full page without a token: the header may have been lost on the way. A window that gives nothing new ends the list.
    nextWithoutToken: ({ given }) => (given >= top && last?.finishTime ? `${BEFORE}${last.finishTime}` : undefined),
    onCut,
  })
}

/** A run as an answer has it; undefined where it is none. */
export function readBuild(value: unknown): PipelineBuild | undefined {
  const members = membersOf(value)
  const id = wholeNumberOf(members.id)
  const buildNumber = textOf(members.buildNumber)
  if (id === undefined || !buildNumber) return undefined
  const text = (name: string) => textOf(members[name]) ?? null
  return {
    id,
    buildNumber,
    status: text('status'),
    result: text('result'),
    reason: text('reason'),
    queueTime: text('queueTime'),
    startTime: text('startTime'),
    finishTime: text('finishTime'),
    definition: readNamedId(members.definition) ?? null,
    project: readProject(members.project) ?? null,
    sourceBranch: text('sourceBranch'),
  }
}
