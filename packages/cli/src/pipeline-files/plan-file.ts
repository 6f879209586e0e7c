import { type Plan, planPipeline, type TaskCatalog } from '@mintwell/language'
import { type NamedDiagnostics, nameDiagnostics } from '../diagnostics/named-diagnostics.ts'
import { currentBranch } from '../run/git-repository.ts'
import { readUserBytes } from '../run/read-user-file.ts'
import type { FileSettings } from '../run/settings.ts'
import type { Io } from '../verb.ts'
import { decodePipeline } from './decode-pipeline.ts'
import { locatePipeline } from './pipeline-location.ts'
import { readFromFolders } from './read-repository-file.ts'
import { readVariableGroups } from './variable-groups.ts'

/** A pipeline's file, planned. */
export interface PlannedFile {
  readonly plan?: Plan
  readonly named: NamedDiagnostics
  /** The files that were read, from the root of their repository; the pipeline first. */
  readonly files: readonly string[]
  /** The folder of the pipeline's repository. */
  readonly root: string
}

/** What a pipeline's file is planned with. */
export interface PlanFileRequest {
  readonly file: string
  readonly catalog: TaskCatalog
  readonly settings: FileSettings
  readonly parameters: Readonly<Record<string, string>>
  /** Variables that the run is queued with: template expressions see those of the system. */
  readonly variables: Readonly<Record<string, string>>
  /** Folders of repositories by alias or name, folded. */
  readonly repositories: ReadonlyMap<string, string>
  readonly stubRepositories: readonly string[]
  /** `read`: the run needs the values of variable groups. `name`: they are named alone, and missing ones are warnings. */
  readonly groups: 'read' | 'name'
}

/**
 * Plans a pipeline's file with its templates, from the folders of its repositories. The plan has the file as the user named it; diagnostics name files from the root of their repository.
 *
 * @throws UnreadableFileError, SettingsError
 */
export async function planFile(request: PlanFileRequest, io: Io): Promise<PlannedFile> {
  const { file, catalog, settings, parameters, variables, repositories, stubRepositories } = request
  const text = decodePipeline(await readUserBytes(file, io.signal))
  const { root, path } = locatePipeline(file, io.cwd)
  const folders = new Map([...repositories, ['self', root] as const])
  const planned = planPipeline(text, {
    file: path,
    readFile: readFromFolders(folders),
    catalog,
    parameters,
    systemVariables: { ...(await variablesOfGit(`${root}${path}`)), ...onlySystem(variables) },
    repositories: Object.fromEntries(folders),
    stubRepositories,
    ...(request.groups === 'read'
      ? { groups: readVariableGroups(settings, io.env) }
      : { groupNames: Object.keys(settings.variableGroups ?? {}) }),
  })
  const readFile = readFromFolders(folders)
  const read = (own: string) => (own === path ? text : readFile({ repository: 'self', path: own }))
  const named = nameDiagnostics(planned, { root, cwd: io.cwd, entry: { path, name: file }, read })
  const { plan, files } = planned
  return { ...(plan && { plan: { ...plan, pipeline: file } }), files, named, root }
}

/** The folders of `repositories:` in the settings, by alias or name, folded. */
export function configuredRepositories({ repositories = {} }: FileSettings): readonly (readonly [string, string])[] {
  return Object.entries(repositories).map(([alias, folder]) => [alias.toLowerCase(), folder])
}

async function variablesOfGit(file: string): Promise<Readonly<Record<string, string>>> {
  const branch = await currentBranch(file)
  if (branch === undefined) return {}
  return { 'Build.SourceBranch': branch, 'Build.SourceBranchName': branch.split('/').at(-1) ?? branch }
}

/** Of the variables that a run is queued with, template expressions see those that the system would set. */
function onlySystem(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => /^(?:build|system)\./i.test(name)))
}
