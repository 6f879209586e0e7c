import type { YamlMapping, YamlScalar } from '../source/node.ts'
import type { FileReference, Frame } from './frame.ts'
import { type Files, fileName } from './load-file.ts'
import type { Report } from './report.ts'
import type { RepositoryResource } from './repositories.ts'
import { resolvePath } from './template-path.ts'

/** Where templates come from. */
export interface TemplateSources {
  readonly files: Files
  /** Of `resources.repositories`, by folded alias. */
  readonly repositories: ReadonlyMap<string, RepositoryResource>
  /** Folded aliases of repositories that nobody has, whose templates pass through what is given to them. */
  readonly stubs: ReadonlySet<string>
  /** How a repository, by alias or name, is called in messages; undefined for one that cannot be read. */
  readonly describe: (repository: string) => string | undefined
}

/** A template that was found; `stub` when its repository is one. */
export type FoundTemplate =
  | { readonly kind: 'file'; readonly file: FileReference; readonly root: YamlMapping }
  | { readonly kind: 'stub'; readonly file: FileReference }

/** Finds the template of a reference. What is in the way is reported in the service's words, which name the file that refers, without a line (measured). */
export function findTemplate(
  path: YamlScalar,
  frame: Frame,
  sources: TemplateSources,
  report: Report,
): FoundTemplate | undefined {
  const aliases = new Map([...sources.repositories].map(([folded, { alias }]) => [folded, alias]))
  const resolved = resolvePath(path.text, frame.file, aliases)
  const { place } = path
  const fail = (message: string, hint: string): undefined => {
    report.error('ERR_TEMPLATE_FILE', message, { ...place, file: fileName(frame.file) }, hint, { frame: 'file' })
  }
  if (resolved.kind === 'unknown-repository') {
    return fail(
      `No repository found by name ${resolved.alias}`,
      `Declare it: resources: {repositories: [{repository: ${resolved.alias}, …}]}.`,
    )
  }
  if (resolved.kind === 'outside')
    return fail(`The file path ${resolved.path} is invalid`, 'A template has to be inside its repository.')
  const { file } = resolved
  const { repository } = file
  if (sources.stubs.has(repository.toLowerCase())) return { kind: 'stub', file }
  const name = sources.repositories.get(repository.toLowerCase())?.name ?? repository
  const key = [repository, name].find((each) => sources.describe(each) !== undefined)
  if (key === undefined) {
    const message = `The repository ${name} could not be retrieved. Verify the name and credentials being used and permissions.`
    const hint = `Give its folder: --repository ${repository}=FOLDER. If you do not have it: --stub-repository ${repository}.`
    report.error('ERR_TEMPLATE_FILE', message, place, hint, { frame: 'none' })
    return undefined
  }
  const root = sources.files.load(file, { ...file, repository: key }, report)
  if (root === 'broken') return undefined
  if (root !== 'missing') return { kind: 'file', file, root }
  const where = path.text.includes('$(')
    ? 'Macros such as $(name) are not expanded in paths; use a template expression.'
    : `Looked for ${file.path}; the case counts.`
  return fail(`File ${file.path} not found in repository ${sources.describe(key)}.`, where)
}
