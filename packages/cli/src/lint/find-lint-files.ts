import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { findPipelines } from '../pipeline-files/find-pipelines.ts'
import { UsageError } from '../verb.ts'

/** A file to judge. */
export interface LintTarget {
  /** As it is shown. */
  readonly name: string
  /** `pipeline`: planned with its templates; `template`: judged by itself, unless a pipeline has used it; `other`: no YAML. */
  readonly kind: 'pipeline' | 'template' | 'other'
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
const SKIPPED = new Set(['node_modules', '.git', 'bin', 'obj', 'dist', 'vendor', '.github', '.terraform', '.venv'])

/**
 * The files that the paths name: a file as it is; of a folder its pipelines, templates, and files of other tools that may pin an issuer.
 *
 * @throws UsageError for a path that is not there
 */
export function findLintFiles(paths: readonly string[], cwd: string): readonly LintTarget[] {
  const found = new Map<string, LintTarget>()
  for (const path of paths)
    for (const target of targetsOf(path, cwd)) {
      const full = resolve(cwd, target.name)
      if (!found.has(full)) found.set(full, target)
    }
  return [...found.values()]
}

function targetsOf(path: string, cwd: string): readonly LintTarget[] {
  const stat = statSync(resolve(cwd, path), { throwIfNoEntry: false })
  if (!stat) throw new UsageError(`there is no file or folder '${path}'.`)
  if (!stat.isDirectory()) return [{ name: path, kind: YAML.test(path) || !OTHER.test(path) ? 'pipeline' : 'other' }]
  const full = resolve(cwd, path)
  const named = (file: string) => (path === '.' ? file.slice(full.length + 1) : join(path, file.slice(full.length)))
  const pipelines = new Set(findPipelines(full))
  const rest = walk(full).filter((file) => !pipelines.has(file) && isWorthIt(file))
  return [
    ...[...pipelines].map((file): LintTarget => ({ name: named(file), kind: 'pipeline' })),
    ...rest.map((file): LintTarget => ({ name: named(file), kind: YAML.test(file) ? 'template' : 'other' })),
  ]
}

function walk(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path)
    const isKnown = YAML.test(entry.name) || (OTHER.test(entry.name) && !NO_TRUST.test(entry.name))
    return entry.isFile() && isKnown ? [path] : []
  })
}

function isWorthIt(file: string): boolean {
  if (statSync(file).size > MOST_BYTES) return false
  const text = readFileSync(file, 'utf8')
  return YAML.test(file)
    ? TEMPLATE.test(text) && !WORKFLOW.test(text)
    : /vstoken|sc:\/\/|AzureADTokenExchange/i.test(text)
}
