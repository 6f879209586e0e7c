import { noFacts, type OrganizationFacts } from '../audit/organization-facts.ts'
import { isMembers, listOf, type Members, membersOf, textOf, wholeNumberOf } from '../members.ts'
import { type PipelineBuild, readBuild } from '../resources/builds.ts'
import { type OrganizationConnection, readConnection } from '../resources/connections.ts'
import { type EndpointExecution, readExecution } from '../resources/execution-history.ts'
import { type DevOpsProject, readProject } from '../resources/projects.ts'
import { readBuildRecord } from '../resources/timelines.ts'
import { readApplication, type TrustingApplication } from '../trust/applications.ts'
import { taskNames } from './task-names.ts'

/**
 * Puts saved answers together: documents of JSON as the services gave them, or as an audit kept them. What a document is follows from what is in it, so that files may have any name.
 *
 * @example
 * const answers = new SavedAnswers()
 * answers.add(JSON.parse(text))
 * audit(answers.facts('contoso'), clock.now())
 */
export class SavedAnswers {
  readonly #projects = new Map<string, DevOpsProject>()
  readonly #connections = new Map<string, OrganizationConnection>()
  /** By connection, then by their own ids. */
  readonly #executions = new Map<string, Map<number, EndpointExecution>>()
  readonly #builds = new Map<number, PipelineBuild>()
  readonly #tasks = new Map<number, readonly string[]>()
  readonly #applications = new Map<string, TrustingApplication>()
  #organization: string | null = null
  #hasApplications = false

  /** Takes a document. False where nothing in it is of use. */
  add(document: unknown): boolean {
    const members = membersOf(document)
    this.#organization ??= textOf(members.organization) ?? null
    if (Array.isArray(members.records)) return this.#addTimeline(members)
    // Which connection has no uses at all is to be seen by the request alone.
    const [, asked] = /serviceendpoint\/([^/]+)\/executionhistory/i.exec(textOf(members.request) ?? '') ?? []
    if (asked !== undefined && !this.#executions.has(asked.toLowerCase()))
      this.#executions.set(asked.toLowerCase(), new Map())
    if (Array.isArray(members.trusts)) this.#hasApplications = true
    // What az prints of a list is the list alone.
    const items = [...listOf(document), ...listOf(members.value), ...listOf(members.trusts)]
    const known = (items.length > 0 ? items : [document]).filter((item) => isMembers(item) && this.#addItem(item))
    return known.length > 0 || asked !== undefined || Array.isArray(members.value)
  }

  /** All of it, under the name of the organization; where that is not given, under the one that was kept. */
  facts(organization?: string): OrganizationFacts {
    return {
      ...noFacts,
      organization: organization ?? this.#organization,
      projects: [...this.#projects.values()],
      connections: [...this.#connections.values()],
      executions: new Map([...this.#executions].map(([id, ofConnection]) => [id, [...ofConnection.values()]])),
      builds: [...this.#builds.values()],
      tasks: this.#tasks,
      applications: this.#hasApplications ? [...this.#applications.values()] : null,
    }
  }

  #addTimeline(members: Members): boolean {
    const [, inUrl] = /\/builds\/(\d{1,15})\//i.exec(textOf(members.url) ?? '') ?? []
    const buildId = wholeNumberOf(members.buildId) ?? wholeNumberOf(inUrl)
    if (buildId === undefined) return false
    this.#tasks.set(buildId, taskNames(listOf(members.records).flatMap((each) => readBuildRecord(each) ?? [])))
    return true
  }

  #addItem(item: Members): boolean {
    if ('endpointId' in item) return this.#addExecution(readExecution(item))
    if ('buildNumber' in item) return put(this.#builds, readBuild(item), ({ id }) => id)
    if ('federatedIdentityCredentials' in item) {
      this.#hasApplications = true
      return put(this.#applications, readApplication(item), ({ appId }) => appId.toLowerCase())
    }
    if ('serviceEndpointProjectReferences' in item || 'isReady' in item || 'authorization' in item)
      return this.#addConnection(readConnection(item))
    return 'type' in item ? false : put(this.#projects, readProject(item), ({ id }) => id.toLowerCase())
  }

  #addConnection(connection: OrganizationConnection | undefined): boolean {
    const former = connection && this.#connections.get(connection.id.toLowerCase())
    // The same connection from another project may show more.
    if (former && former.authorization !== null) return true
    return put(this.#connections, connection, ({ id }) => id.toLowerCase())
  }

  #addExecution(execution: EndpointExecution | undefined): boolean {
    if (!execution) return false
    const id = execution.endpointId.toLowerCase()
    const present = this.#executions.get(id) ?? new Map<number, EndpointExecution>()
    this.#executions.set(id, present.set(execution.data.id, execution))
    return true
  }
}

function put<K, T>(map: Map<K, T>, value: T | undefined, keyOf: (value: T) => K): boolean {
  if (value === undefined) return false
  map.set(keyOf(value), value)
  return true
}
