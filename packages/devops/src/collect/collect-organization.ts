import { formatInstant, type Instant } from '@mintwell/clock'
import { noFacts, type OrganizationFacts, type Unread } from '../audit/organization-facts.ts'
import { byPipeline, latestOf } from '../audit/usage.ts'
import { DevOpsError, type DevOpsErrorCode } from '../errors.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { inParallel } from '../reader/in-parallel.ts'
import { REQUESTS_AT_ONCE } from '../reader/pace.ts'
import { collectPages, type ListCut } from '../reader/pages.ts'
import { listBuilds } from '../resources/builds.ts'
import { listConnections, type OrganizationConnection } from '../resources/connections.ts'
import { type EndpointExecution, listExecutions } from '../resources/execution-history.ts'
import { type DevOpsProject, listProjects, readProjectNamed } from '../resources/projects.ts'
import { readTimeline } from '../resources/timelines.ts'
import { taskNames } from './task-names.ts'

/** What of an organization is read. */
export interface CollectRequest {
  readonly organization: string
  /** Names or ids of projects; all that the token may see where it is empty. */
  readonly projects: readonly string[]
  /** How many of the last uses of each connection are read. */
  readonly history: number
  /** From when on runs are read. */
  readonly since: Instant
  /** Called with what is being read, in words. */
  readonly onProgress?: (doing: string) => void
}

/** After so many things in a row that the service could not answer (5xx), each asked for several times, it is out of order as a whole. A choice. */
const MOST_FAILURES_IN_A_ROW = 5

/** How many projects an error names that could have been meant. */
const PROJECTS_NAMED = 10

/** What concerns one project or one object: the rest can still be read. */
const LOCAL: readonly DevOpsErrorCode[] = [
  'ERR_DEVOPS_FORBIDDEN',
  'ERR_DEVOPS_NOT_FOUND',
  'ERR_DEVOPS_ANSWER',
  'ERR_DEVOPS_UNAVAILABLE',
]

/**
 * Reads everything that an audit looks at: connections of each project, who used them, the runs of the last weeks, and the tasks of the last run of each pipeline that used one. What
 * cannot be read is listed; what would be refused everywhere (a token that has ended) is thrown.
 *
 * @throws DevOpsError
 */
export async function collectOrganization(reader: DevOpsReader, request: CollectRequest): Promise<OrganizationFacts> {
  const { onProgress = () => {} } = request
  const unread: Unread[] = []
  const collector = new Collector(reader, request, unread)
  const projects = await collector.projects()
  onProgress(counted(projects.length, 'project'))
  const found = await inParallel(projects, REQUESTS_AT_ONCE, (project) => collector.connections(project))
  const connections = eachOnce(found.flat())
  onProgress(counted(connections.length, 'service connection'))
  const histories = await inParallel(connections, REQUESTS_AT_ONCE, (each) => collector.history(each))
  const executions = new Map(
    histories.flatMap((history, index) => (history ? [[idOf(connections[index]), history]] : [])),
  )
  const used = projects.filter(({ id }) => isUsedIn(id, connections, executions))
  const builds = (await inParallel(used, REQUESTS_AT_ONCE, (project) => collector.builds(project))).flat()
  onProgress(counted(builds.length, 'finished run'))
  const last = lastRuns(connections, executions)
  const tasks = await inParallel(last, REQUESTS_AT_ONCE, (run) => collector.tasks(run))
  return {
    ...noFacts,
    organization: request.organization,
    projects,
    connections: connections.map(({ connection }) => connection),
    executions,
    builds,
    tasks: new Map(last.map(({ buildId }, index) => [buildId, tasks[index] ?? []])),
    unread,
  }
}

/** A connection, with a project in which this reader sees it. */
interface SeenConnection {
  readonly connection: OrganizationConnection
  readonly project: DevOpsProject
}

interface LastRun {
  readonly project: DevOpsProject
  readonly buildId: number
}

const counted = (count: number, thing: string) => `${count} ${thing}${count === 1 ? '' : 's'}`
const idOf = (seen: SeenConnection | undefined) => seen?.connection.id.toLowerCase() ?? ''

class Collector {
  readonly #reader: DevOpsReader
  readonly #request: CollectRequest
  readonly #unread: Unread[]
  #failuresInARow = 0

  constructor(reader: DevOpsReader, request: CollectRequest, unread: Unread[]) {
    this.#reader = reader
    this.#request = request
    this.#unread = unread
  }

  /** Named projects must be there; others are left to what the token may see. */
  projects(): Promise<readonly DevOpsProject[]> {
    const { projects } = this.#request
    if (projects.length === 0) return collectPages(listProjects(this.#reader, this.#cut('the projects')))
    return inParallel(projects, REQUESTS_AT_ONCE, (name) => this.#project(name))
  }

  /** Where a project is not found by its name, those that the token may see say what there is. */
  async #project(name: string): Promise<DevOpsProject> {
    try {
      return await readProjectNamed(this.#reader, name)
    } catch (error) {
      if (!(error instanceof DevOpsError) || error.code !== 'ERR_DEVOPS_NOT_FOUND') throw error
      const visible = await collectPages(listProjects(this.#reader)).catch(() => [])
      const found = visible.find((each) => [each.name, each.id].some((own) => own.toLowerCase() === name.toLowerCase()))
      if (found) return found
      const names = visible.slice(0, PROJECTS_NAMED).map((each) => each.name)
      const hint =
        names.length > 0
          ? `The token may see ${names.join(', ')}${visible.length > names.length ? ', …' : ''}.`
          : error.hint
      throw new DevOpsError('ERR_DEVOPS_NOT_FOUND', { message: error.message, hint, data: error.data, cause: error })
    }
  }

  async connections(project: DevOpsProject): Promise<readonly SeenConnection[]> {
    const what = `the service connections of ${project.name}`
    const found = await this.#unlessRefused(what, () => listConnections(this.#reader, project))
    return (found ?? []).map((connection) => ({ connection, project }))
  }

  history({ connection, project }: SeenConnection): Promise<readonly EndpointExecution[] | undefined> {
    const what = `who used ${connection.name}`
    const { history } = this.#request
    return this.#unlessRefused(what, () => listExecutions(this.#reader, project, connection, history, this.#cut(what)))
  }

  async builds(project: DevOpsProject) {
    const what = `the runs of ${project.name}`
    const filter = { minTime: formatInstant(this.#request.since) }
    return (
      (await this.#unlessRefused(what, () =>
        collectPages(listBuilds(this.#reader, project, filter, this.#cut(what))),
      )) ?? []
    )
  }

  async tasks({ project, buildId }: LastRun): Promise<readonly string[]> {
    const read = () => readTimeline(this.#reader, project, buildId)
    // Runs are deleted after their retention: that one has no timeline is nothing to report.
    const records = await this.#unlessRefused(undefined, read)
    return taskNames(records ?? [])
  }

  #cut(what: string): (cut: ListCut) => void {
    return (cut) =>
      this.#unread.push({
        what,
        code: 'ERR_DEVOPS_ANSWER',
        message: `The list did not come to an end (${cut}); what was read of it counts.`,
      })
  }

  async #unlessRefused<T>(what: string | undefined, read: () => Promise<T>): Promise<T | undefined> {
    try {
      const found = await read()
      this.#failuresInARow = 0
      return found
    } catch (error) {
      if (!(error instanceof DevOpsError) || !LOCAL.includes(error.code)) throw error
      this.#failuresInARow = error.code === 'ERR_DEVOPS_UNAVAILABLE' ? this.#failuresInARow + 1 : 0
      if (this.#failuresInARow >= MOST_FAILURES_IN_A_ROW) throw error
      if (what !== undefined) this.#unread.push({ what, code: error.code, message: error.message })
      return undefined
    }
  }
}

/** A connection that several projects have comes once: as the project shows it that shows its authorization. */
function eachOnce(found: readonly SeenConnection[]): readonly SeenConnection[] {
  const byId = new Map<string, SeenConnection>()
  for (const seen of found) {
    const id = idOf(seen)
    const former = byId.get(id)
    if (!former || (former.connection.authorization === null && seen.connection.authorization !== null))
      byId.set(id, seen)
  }
  return [...byId.values()]
}

function isUsedIn(
  projectId: string,
  connections: readonly SeenConnection[],
  executions: ReadonlyMap<string, readonly EndpointExecution[]>,
): boolean {
  return connections.some((seen) => seen.project.id === projectId && (executions.get(idOf(seen))?.length ?? 0) > 0)
}

/** The last run of each pipeline that used a connection, each once. */
function lastRuns(
  connections: readonly SeenConnection[],
  executions: ReadonlyMap<string, readonly EndpointExecution[]>,
): readonly LastRun[] {
  const runs = new Map<number, LastRun>()
  for (const seen of connections) {
    for (const ofPipeline of byPipeline(executions.get(idOf(seen)) ?? [])) {
      const { owner, projectId, planType } = latestOf(ofPipeline)?.data ?? {}
      // Releases have no timeline of a build.
      if (!owner || !/^build$/i.test(planType ?? 'build')) continue
      runs.set(owner.id, { buildId: owner.id, project: projectId ? { id: projectId, name: projectId } : seen.project })
    }
  }
  return [...runs.values()]
}
