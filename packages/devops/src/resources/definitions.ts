import { membersOf, textOf, wholeNumberOf } from '../members.ts'
import type { DevOpsReader } from '../reader/devops-reader.ts'
import { type ListCut, listPages } from '../reader/pages.ts'
import { API_VERSION } from './api-version.ts'
import type { DevOpsProject } from './projects.ts'

/** A pipeline, as the list of definitions has it. */
export interface PipelineDefinition {
  readonly id: number
  readonly name: string
  /** The folder in the list of pipelines, such as `\\nightly`. */
  readonly path: string
  /** The file of a YAML pipeline; null of one that was made in the designer. */
  readonly yamlFilename: string | null
}

const PAGE = 1_000

/** The pipelines of a project (scope `vso.build`). */
export function listDefinitions(
  reader: DevOpsReader,
  project: DevOpsProject,
  onCut?: (cut: ListCut) => void,
): AsyncGenerator<readonly PipelineDefinition[]> {
  return listPages(reader, {
    question: {
      path: `${encodeURIComponent(project.id)}/_apis/build/definitions`,
      query: { $top: PAGE, includeAllProperties: 'true', queryOrder: 'definitionNameAscending', ...API_VERSION },
      what: `the pipelines of ${project.name}`,
    },
    read: readDefinition,
    idOf: ({ id }) => id,
    ...(onCut ? { onCut } : {}),
  })
}

/** A pipeline as an answer has it, or as it was kept; undefined where it is none. */
export function readDefinition(value: unknown): PipelineDefinition | undefined {
  const members = membersOf(value)
  const id = wholeNumberOf(members.id)
  const name = textOf(members.name)
  if (id === undefined || !name) return undefined
  const yamlFilename = textOf(membersOf(members.process).yamlFilename) ?? textOf(members.yamlFilename) ?? null
  return { id, name, path: textOf(members.path) ?? '\\', yamlFilename }
}
