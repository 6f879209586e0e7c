import { membersOf, textOf, wholeNumberOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { collectPages, listPages } from '../reader/pages.ts'
import { API_VERSION } from './api-version.ts'
import type { DevOpsProject } from './projects.ts'

/** A log of a run. */
export interface BuildLog {
  readonly id: number
  readonly lineCount: number | null
  readonly createdOn: string | null
}

const pathOf = (project: DevOpsProject, buildId: number) =>
  `${encodeURIComponent(project.id)}/_apis/build/builds/${buildId}/logs`

/** The logs of a run (scope `vso.build`); which is whose, the timeline says. */
export function listLogs(reader: DevOpsReader, project: DevOpsProject, buildId: number): Promise<readonly BuildLog[]> {
  const pages = listPages(reader, {
    question: { path: pathOf(project, buildId), query: API_VERSION, what: `the logs of run ${buildId}` },
    read: readLog,
    idOf: ({ id }) => id,
  })
  return collectPages(pages)
}

/** The text of one log. */
export function readLogText(
  reader: DevOpsReader,
  project: DevOpsProject,
  buildId: number,
  logId: number,
): Promise<string> {
  const path = `${pathOf(project, buildId)}/${logId}`
  return reader.text({ path, query: API_VERSION, what: `log ${logId} of run ${buildId}` })
}

/** All logs of a run, as `Download logs` gives them: a zip. */
export function readLogsArchive(reader: DevOpsReader, project: DevOpsProject, buildId: number): Promise<Uint8Array> {
  const query = { $format: 'zip', ...API_VERSION }
  return reader.archive({ path: pathOf(project, buildId), query, what: `the logs of run ${buildId}` })
}

function readLog(value: unknown): BuildLog | undefined {
  const { id, lineCount, createdOn } = membersOf(value)
  const number = wholeNumberOf(id)
  if (number === undefined) return undefined
  return { id: number, lineCount: wholeNumberOf(lineCount) ?? null, createdOn: textOf(createdOn) ?? null }
}
