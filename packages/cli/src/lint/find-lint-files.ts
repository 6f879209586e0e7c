import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { readsLikePipeline } from '../pipeline-files/find-pipelines.ts'
import { UsageError } from '../verb.ts'

/** A file to judge. */
export interface LintTarget {
  /** As it is shown. */
  readonly name: string
  /** Absolute. */
  readonly file: string
  /** `pipeline`: planned with its templates; `template`: judged by itself, unless a pipeline has used it; `other`: no YAML. */
  readonly kind: 'pipeline' | 'template' | 'other'
  readonly text: string
}

/** A file of more bytes is not judged. */
const MOST_BYTES = 4 * 1024 * 1024

const YAML = /\.ya?ml$/i
/** Files of other tools that may pin an issuer. */
const OTHER = /\.(?:tf|tfvars|bicep|bicepparam|json|template|hcl|ps1|sh)$/i
/** Lists of packages and results of builds have no trusts in them. */
const NO_TRUST = /^(?:package(?:-lock)?|npm-shrinkwrap|tsconfig.*|composer|project\.assets|.*\.schema)\.json$/i
/** A template has one of these at the top, or is a list of steps. */
const TEMPLATE =
  /^(?:steps|jobs|stages|variables|parameters|extends)[ \t]*:|^- (?:task|script|bash|pwsh|powershell)[ \t]*:/m
const WORKFLOW = /^(?:on|'on'|"on")[ \t]*:/m
const TRUST = /vstoken|sc:\/\/|AzureADTokenExchange/i
const SKIPPED = new Set(['node_modules', '.git', 'bin', 'obj', 'dist', 'vendor', '.github', '.terraform', '.venv'])

/**
 * The files that the paths name, each read once and given when it is read: a file as it is; of a folder its pipelines and files of other tools that may pin an issuer, and when these are done its
 * templates, those that a pipeline has not used.
 *
 * @param isUsed whether a pipeline has used a template
 * @throws UsageError for a path that is not there, or that cannot be read
 */
export function* findLintFiles(
  paths: readonly string[],
  cwd: string,
  isUsed: (file: string) => boolean,
): Generator<LintTarget> {
  const seen = new Set<string>()
  const templates: Pick<LintTarget, 'name' | 'file'>[] = []
  for (const path of paths) {
    const full = resolve(cwd, path)
    const stat = statSync(full, { throwIfNoEntry: false })
    if (!stat) throw new UsageError(`there is no file or folder '${path}'.`)
    const files = stat.isDirectory() ? walk(full) : [full]
    for (const file of files) {
      if (seen.has(file)) continue
      const rest = file.slice(full.length)
      const name = path === '.' ? rest.slice(1) : join(path, rest)
      if (!stat.isDirectory())
        yield {
          name: path,
          file,
          kind: YAML.test(file) || !OTHER.test(file) ? 'pipeline' : 'other',
          text: read(file, path),
        }
      const text = stat.isDirectory() && statSync(file).size <= MOST_BYTES ? read(file, name) : undefined
      const kind = text === undefined ? undefined : kindOf(file, text)
      if (kind === 'template') templates.push({ name, file })
      else if (kind && text !== undefined) yield { name, file, kind, text }
      if (kind || !stat.isDirectory()) seen.add(file)
    }
  }
  for (const { name, file } of templates)
    if (!isUsed(file)) yield { name, file, kind: 'template', text: read(file, name) }
}

function read(file: string, name: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`, { cause: error })
  }
}

function* walk(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory() && !SKIPPED.has(entry.name)) yield* walk(path)
    const isKnown = YAML.test(entry.name) || (OTHER.test(entry.name) && !NO_TRUST.test(entry.name))
    if (entry.isFile() && isKnown) yield path
  }
}

/** What a file of a folder is; undefined for one that is not judged. */
function kindOf(file: string, text: string): LintTarget['kind'] | undefined {
  if (!YAML.test(file)) return TRUST.test(text) ? 'other' : undefined
  if (readsLikePipeline(text, file)) return 'pipeline'
  if (TEMPLATE.test(text) && !WORKFLOW.test(text)) return 'template'
  return TRUST.test(text) ? 'other' : undefined
}
