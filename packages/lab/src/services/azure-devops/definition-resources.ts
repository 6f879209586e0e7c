import { collection, json } from './answers.ts'
import { buildObject, definitionReference, repository } from './build-object.ts'
import { withContinuation } from './continuation.ts'
import { numberOf, projectOf, type RestCall, type RestPorts, RestRefused, type RestResource } from './rest-call.ts'
import { definitionNotFound } from './service-error.ts'

const VERSIONS = { newest: '7.2', released: '7.1', revision: 7 } as const

/** How many pipelines a page has unless one says otherwise (Microsoft Learn, Definitions - List). */
const DEFAULT_TOP = 10_000

interface Definition {
  readonly id: number
  readonly name: string
}

/** The pipelines of a lab are those of the runs that it keeps. */
function definitions(ports: RestPorts, call: RestCall): readonly Definition[] {
  if (projectOf(call).id !== ports.directory.home.project.id) return []
  const byId = new Map<number, Definition>()
  for (const { record } of ports.runs.all()) {
    const id = record.definitionId ?? 1
    byId.set(id, { id, name: record.pipeline })
  }
  return [...byId.values()].sort((a, b) => a.id - b.id)
}

function describe(ports: RestPorts, call: RestCall, { id, name }: Definition): object {
  const project = projectOf(call)
  const latest = ports.runs.all().findLast(({ record }) => (record.definitionId ?? 1) === id)
  const withBuild = call.query('includelatestbuilds')?.toLowerCase() === 'true'
  return {
    ...definitionReference(call, project, id, name),
    quality: 'definition',
    ...(latest && withBuild ? { latestBuild: buildObject(ports, call, project, latest) } : {}),
  }
}

/** Definitions: list and get, by name, id, or all. */
export const definitionResources: readonly RestResource[] = [
  {
    method: 'GET',
    path: '/:project/_apis/build/definitions',
    versions: VERSIONS,
    answer(ports, call) {
      const name = call.query('name')?.toLowerCase()
      const ids = call.query('definitionids')?.split(',')
      const found = definitions(ports, call).filter(
        (each) =>
          (name === undefined || matches(each.name.toLowerCase(), name)) &&
          (ids === undefined || ids.includes(String(each.id))),
      )
      const from = Number(call.query('continuationtoken') ?? 0)
      const top = numberOf(call, '$top') || DEFAULT_TOP
      const rest = found.filter(({ id }) => id >= from)
      const page = rest.slice(0, top).map((each) => describe(ports, call, each))
      return withContinuation(collection(ports, page), rest[top]?.id)
    },
  },
  {
    method: 'GET',
    path: '/:project/_apis/build/definitions/:definition',
    versions: VERSIONS,
    answer(ports, call) {
      const wanted = call.params.definition ?? ''
      const found = definitions(ports, call).find(({ id }) => String(id) === wanted)
      if (!found) throw new RestRefused(definitionNotFound(wanted))
      const process = { yamlFilename: 'azure-pipelines.yml', type: 2 }
      const more = { process, repository: repository(ports, projectOf(call), found.name), triggers: [], variables: {} }
      return json(ports, 200, JSON.stringify({ ...describe(ports, call, found), ...more }))
    },
  },
]

/** A name may have `*` at an end (Microsoft Learn, Definitions - List). */
function matches(name: string, pattern: string): boolean {
  const bare = pattern.replace(/^\*|\*$/g, '')
  if (pattern.startsWith('*')) return pattern.endsWith('*') ? name.includes(bare) : name.endsWith(bare)
  return pattern.endsWith('*') ? name.startsWith(bare) : name === pattern
}
