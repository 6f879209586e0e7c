import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type DevOpsProject,
  type DevOpsReader,
  listBuilds,
  listDefinitions,
  listProjects,
  type PipelineBuild,
  type PipelineDefinition,
  readLogsArchive,
  readOneBuild,
  readProjectNamed,
} from '@mintwell/devops'
import type { KnownRun } from '@mintwell/evidence'
import { CliError } from '../errors.ts'
import { openOrganization } from '../organization/open-organization.ts'
import { say } from '../say.ts'
import { type Io, UsageError } from '../verb.ts'
import { openRandomAccess } from '../zip/random-access.ts'
import { listZip } from '../zip/zip-entries.ts'
import type { EvidenceSources } from './find-sources.ts'
import type { AskedRuns } from './run-page.ts'

/**
 * Downloads the logs of runs into a folder of its own, which `close` of the sources removes, and adds them to the sources. It only reads.
 *
 * @throws DevOpsError; CliError `ERR_ORGANIZATION_TOKEN`; UsageError where there is no such pipeline
 */
export async function addRuns(asked: AskedRuns, sources: EvidenceSources, io: Io): Promise<void> {
  const open = await openOrganization(asked.organization, { tokenFile: asked.tokenFile }, io)
  const folder = mkdtempSync(join(tmpdir(), 'mintwell-logs-'))
  sources.onClose(() => rmSync(folder, { recursive: true, force: true }))
  try {
    say(io.stderr, `Reading ${open.address.url} with the token from ${open.tokenFrom}.`)
    for (const project of await projectsOf(open.reader, asked)) {
      for (const build of await buildsOf(open.reader, project, asked)) {
        say(io.stderr, `  run ${build.id} (${build.buildNumber})`)
        const archive = await readLogsArchive(open.reader, project, build.id)
        const file = join(folder, `logs_${build.id}.zip`)
        writeFileSync(file, archive, { mode: 0o600 })
        addLogs(file, knownOf(build, open.address.url, project), sources)
      }
    }
  } finally {
    await open.close()
  }
}

function addLogs(file: string, run: KnownRun, sources: EvidenceSources): void {
  const access = openRandomAccess(file)
  sources.onClose(() => access.close())
  try {
    for (const { path, open } of listZip(access))
      sources.logs.push({ path: `logs_${run.id}.zip/${path}`, modifiedAt: run.startedAt, run, open })
  } catch (error) {
    if (!(error instanceof CliError)) throw error
    sources.notes.push(`run ${run.id} is left out: ${error.message}`)
  }
}

async function projectsOf(reader: DevOpsReader, { project, builds }: AskedRuns): Promise<readonly DevOpsProject[]> {
  if (project !== undefined) return [await readProjectNamed(reader, project)]
  if (builds.length > 0) throw new UsageError('a run by its number needs --project, or its whole address.')
  const all: DevOpsProject[] = []
  for await (const page of listProjects(reader)) all.push(...page)
  return all
}

async function buildsOf(
  reader: DevOpsReader,
  project: DevOpsProject,
  asked: AskedRuns,
): Promise<readonly PipelineBuild[]> {
  if (asked.builds.length > 0) return await Promise.all(asked.builds.map((id) => readOneBuild(reader, project, id)))
  const definitions = asked.pipeline === undefined ? undefined : await definitionsOf(reader, project, asked)
  // Without --project each project is looked through, and most do not have the pipeline.
  if (definitions?.length === 0) return []
  const builds: PipelineBuild[] = []
  const filter = { ...(definitions ? { definitions: definitions.map(({ id }) => id) } : {}), top: asked.last }
  for await (const page of listBuilds(reader, project, filter)) {
    builds.push(...page)
    if (builds.length >= asked.last) break
  }
  return builds.slice(0, asked.last)
}

async function definitionsOf(
  reader: DevOpsReader,
  project: DevOpsProject,
  { pipeline = '', project: named }: AskedRuns,
): Promise<readonly PipelineDefinition[]> {
  const found: PipelineDefinition[] = []
  for await (const page of listDefinitions(reader, project))
    found.push(
      ...page.filter(({ id, name }) => name.toLowerCase() === pipeline.toLowerCase() || String(id) === pipeline),
    )
  if (found.length === 0 && named !== undefined)
    throw new UsageError(`the project ${project.name} has no pipeline '${pipeline}' that the token may see.`)
  return found
}

/** Azure Pipelines' results of builds, in the words of its timelines. */
const RESULTS: Readonly<Record<string, KnownRun['result']>> = {
  succeeded: 'succeeded',
  partiallySucceeded: 'succeededWithIssues',
  failed: 'failed',
  canceled: 'canceled',
}

function knownOf(
  { id, result, startTime, finishTime, definition }: PipelineBuild,
  organization: string,
  project: DevOpsProject,
): KnownRun {
  const instantOf = (text: string | null) => {
    const instant = Date.parse((text ?? '').replace(/(\.\d{3})\d+/, '$1'))
    return Number.isNaN(instant) ? null : instant
  }
  return {
    id: String(id),
    pipeline: definition?.name ?? null,
    url: `${organization}/${encodeURIComponent(project.name)}/_build/results?buildId=${id}`,
    startedAt: instantOf(startTime),
    finishedAt: instantOf(finishTime),
    result: RESULTS[result ?? ''] ?? null,
  }
}
