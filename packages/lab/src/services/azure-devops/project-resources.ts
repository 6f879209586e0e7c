import type { Project } from '../../directory/organizations.ts'
import { collection, json } from './answers.ts'
import { withContinuation } from './continuation.ts'
import { numberOf, projectOf, type RestCall, type RestResource } from './rest-call.ts'

const VERSIONS = { newest: '7.2', released: '7.1', revision: 4 } as const
/** The organization of a lab is as old as that; nothing follows from it. */
const MADE_AT = '2020-01-01T00:00:00Z'

/** How many projects a page has unless one says otherwise (Microsoft Learn, Projects - List). */
const DEFAULT_TOP = 100

/** A project as other objects refer to it. */
export function projectReference(project: Project, collectionUrl: string): object {
  return {
    id: project.id,
    name: project.name,
    url: `${collectionUrl}_apis/projects/${project.id}`,
    state: 'wellFormed',
    revision: 1,
    visibility: 'private',
    lastUpdateTime: MADE_AT,
  }
}

/** Projects: list and get, by id or name. */
export const projectResources: readonly RestResource[] = [
  {
    method: 'GET',
    path: '/_apis/projects',
    versions: VERSIONS,
    answer: (ports, call) => {
      const { directory } = ports
      const all = directory.organizations.projects(call.organization)
      // The token is the number of projects that were given already, as `$skip` is.
      const skip = numberOf(call, 'continuationtoken') ?? numberOf(call, '$skip') ?? 0
      const top = numberOf(call, '$top') || DEFAULT_TOP
      const page = all.slice(skip, skip + top).map((project) => projectReference(project, call.collectionUrl))
      return withContinuation(collection(ports, page), skip + top < all.length ? skip + top : undefined)
    },
  },
  {
    method: 'GET',
    path: '/_apis/projects/:project',
    versions: VERSIONS,
    answer: (ports, call) => json(ports, 200, JSON.stringify(describe(call))),
  },
]

function describe(call: RestCall): object {
  const project = projectOf(call)
  const { collectionUrl } = call
  const self = `${collectionUrl}_apis/projects/${project.id}`
  return {
    ...projectReference(project, collectionUrl),
    _links: {
      self: { href: self },
      collection: { href: `${collectionUrl}_apis/projectCollections/${project.organization.id}` },
      web: { href: `${collectionUrl}${encodeURIComponent(project.name)}` },
    },
    ...(call.query('includecapabilities')?.toLowerCase() === 'true' ? { capabilities: CAPABILITIES } : {}),
  }
}

const CAPABILITIES = {
  processTemplate: { templateName: 'Agile', templateTypeId: 'adcc42ab-9882-485e-a3ed-7678f01f66bc' },
  versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
}
