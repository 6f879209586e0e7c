import { membersOf, textOf, wholeNumberOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { collectPages, type ListCut, listPages } from '../reader/pages.ts'
import { API_VERSION } from './api-version.ts'
import type { DevOpsProject } from './projects.ts'

/** One use of a service connection: which run of which pipeline (azure-devops-node-api, ServiceEndpointInterfaces.ServiceEndpointExecutionRecord). */
export interface EndpointExecution {
  readonly endpointId: string
  readonly data: {
    readonly id: number
    /** `Build` of a pipeline, `Release` of a classic release. */
    readonly planType: string | null
    readonly definition: NamedId | null
    /** The run. */
    readonly owner: NamedId | null
    readonly startTime: string | null
    readonly finishTime: string | null
    readonly result: string | null
    /** The id of the run's project, as far as the run's links say it. */
    readonly projectId: string | null
  }
}

/** An object by number and name. */
export interface NamedId {
  readonly id: number
  readonly name: string
}

/** How many uses a page has. A choice: most connections have fewer in a month. */
const PAGE = 100

/** The last uses of a connection, the newest first, no more than so many (scope `vso.serviceendpoint`). Here `top` has no `$`. */
export function listExecutions(
  reader: DevOpsReader,
  project: DevOpsProject,
  endpoint: { readonly id: string; readonly name: string },
  most: number,
  onCut?: (cut: ListCut) => void,
): Promise<readonly EndpointExecution[]> {
  const pages = listPages(reader, {
    question: {
      path: `${encodeURIComponent(project.id)}/_apis/serviceendpoint/${encodeURIComponent(endpoint.id)}/executionhistory`,
      query: { top: Math.min(PAGE, most), ...API_VERSION },
      what: `who used ${endpoint.name}`,
    },
    read: readExecution,
    idOf: ({ data }) => data.id,
    ...(onCut ? { onCut } : {}),
  })
  return collectPages(pages, most)
}

/** A use as an answer has it; undefined where it is none. */
export function readExecution(value: unknown): EndpointExecution | undefined {
  const { endpointId, data } = membersOf(value)
  const members = membersOf(data)
  const endpoint = textOf(endpointId)
  const id = wholeNumberOf(members.id)
  if (!endpoint || id === undefined) return undefined
  return {
    endpointId: endpoint,
    data: {
      id,
      planType: textOf(members.planType) ?? null,
      definition: readNamedId(members.definition) ?? null,
      owner: readNamedId(members.owner) ?? null,
      startTime: textOf(members.startTime) ?? null,
      finishTime: textOf(members.finishTime) ?? null,
      result: textOf(members.result) ?? null,
      projectId: textOf(members.projectId) ?? projectIn(members.owner) ?? null,
    },
  }
}

/** The project in the links of a run: `…/{organization}/{project}/_apis/build/Builds/1`. */
function projectIn(owner: unknown): string | undefined {
  const { self, web } = membersOf(membersOf(owner)._links)
  const link = textOf(membersOf(self).href) ?? textOf(membersOf(web).href) ?? ''
  return /\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/_/i.exec(link)?.[1]?.toLowerCase()
}

/** A reference to an object; undefined where it is none. */
export function readNamedId(value: unknown): NamedId | undefined {
  const { id, name } = membersOf(value)
  const number = wholeNumberOf(id)
  return number === undefined ? undefined : { id: number, name: textOf(name) ?? String(number) }
}
