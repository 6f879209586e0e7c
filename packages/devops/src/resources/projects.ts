import { membersOf, textOf } from '../members.ts'
import type { DevOpsReader, Page } from '../reader/devops-reader.ts'
import { type ListCut, listPages } from '../reader/pages.ts'
import { API_VERSION } from './api-version.ts'

/** A project of an organization. */
export interface DevOpsProject {
  readonly id: string
  readonly name: string
}

/** How many projects a page has. A choice below the service's limit of 1,000 an organization. */
const PAGE = 200
/** Marks a token that is a number of projects to skip. */
const SKIP = 'skip:'

/**
 * The projects of an organization (scope `vso.project`). The next page is in a header that proxies and clients have been seen to lose (microsoft/azure-devops-node-api#493): a full
 * page without it is followed by `$skip`, which says the same.
 */
export function listProjects(
  reader: DevOpsReader,
  onCut?: (cut: ListCut) => void,
): AsyncGenerator<readonly DevOpsProject[]> {
  return listPages(reader, {
    question: {
      path: '_apis/projects',
      query: { stateFilter: 'wellFormed', $top: PAGE, ...API_VERSION },
      what: 'the projects',
    },
    read: readProject,
    idOf: ({ id }) => id,
    queryOf: (token): Readonly<Record<string, string>> =>
      token.startsWith(SKIP) ? { $skip: token.slice(SKIP.length) } : { continuationToken: token },
    nextWithoutToken: ({ given }: Page<DevOpsProject>, soFar) => (given >= PAGE ? `${SKIP}${soFar}` : undefined),
    ...(onCut ? { onCut } : {}),
  })
}

/**
 * One project, by name or id.
 *
 * @throws DevOpsError `ERR_DEVOPS_NOT_FOUND` where there is none, or the token may not see it
 */
export function readProjectNamed(reader: DevOpsReader, nameOrId: string): Promise<DevOpsProject> {
  const path = `_apis/projects/${encodeURIComponent(nameOrId)}`
  return reader.object({ path, query: API_VERSION, what: `the project '${nameOrId}'` }, readProject)
}

/** A project as an answer has it; undefined where it is none. */
export function readProject(value: unknown): DevOpsProject | undefined {
  const { id, name } = membersOf(value)
  const [idText, nameText] = [textOf(id), textOf(name)]
  return idText && nameText ? { id: idText, name: nameText } : undefined
}
