import type { FileReference } from './frame.ts'

/** What a `template:` names, or why it names nothing, in the service's words (measured). */
export type ResolvedPath =
  | { readonly kind: 'file'; readonly file: FileReference }
  | { readonly kind: 'unknown-repository'; readonly alias: string }
  | { readonly kind: 'outside'; readonly path: string }

/**
 * Resolves a reference to a template: `path` from the folder of the file that holds it, `/path` from the root of its repository, `path@alias` from the root of another
 * one. `aliases` maps folded aliases to those of `resources.repositories`. An empty alias is `self`; paths keep their case and their spaces; `\` is `/` (all measured).
 */
export function resolvePath(
  reference: string,
  from: FileReference,
  aliases: ReadonlyMap<string, string>,
): ResolvedPath {
  const at = reference.indexOf('@')
  const written = (at === -1 ? reference : reference.slice(0, at)).replaceAll('\\', '/')
  const repository = at === -1 ? from.repository : repositoryOf(reference.slice(at + 1), aliases)
  if (repository === undefined) return { kind: 'unknown-repository', alias: reference.slice(at + 1) }
  const folder = repository === from.repository ? from.path.slice(0, from.path.lastIndexOf('/') + 1) : ''
  const joined = written.startsWith('/') ? written : join(folder, written)
  const path = normalize(joined)
  return path === undefined ? { kind: 'outside', path: joined } : { kind: 'file', file: { repository, path } }
}

function repositoryOf(alias: string, aliases: ReadonlyMap<string, string>): string | undefined {
  const folded = alias.toLowerCase()
  return folded === '' || folded === 'self' ? 'self' : aliases.get(folded)
}

/** The service joins the folder, which is `/` at the root, and the path with one more slash. */
function join(folder: string, path: string): string {
  if (folder === '') return `/${path}`
  return folder === '/' ? `//${path}` : `${folder}${path}`
}

/** The path without `.` and `..`, or undefined when it leaves the repository. */
function normalize(path: string): string | undefined {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return `/${parts.join('/')}`
}
