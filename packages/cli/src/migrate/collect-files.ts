import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../verb.ts'

/** Folders that hold other people's files, or none of the user's. */
const SKIPPED_FOLDERS = new Set(['node_modules', '.git', '.hg', '.svn', '.terraform', '.venv'])

/** A file to look at; `named` when the user gave it, and not a folder that has it. */
export interface PipelineFile {
  readonly path: string
  readonly named: boolean
}

/**
 * The YAML files that the paths name: a file as it is, a folder with all below it. Links to folders are not followed. Throws Node's error for what is not there.
 */
export function collectFiles(paths: readonly string[]): readonly PipelineFile[] {
  const files = new Map<string, PipelineFile>()
  for (const path of paths) {
    const stat = statSync(path)
    if (!stat.isDirectory() && !stat.isFile()) throw new UsageError(`${path} is neither a file nor a folder`)
    if (!stat.isDirectory()) files.set(path, { path, named: true })
    else for (const file of below(path)) if (!files.has(file)) files.set(file, { path: file, named: false })
  }
  return [...files.values()]
}

function below(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return SKIPPED_FOLDERS.has(entry.name) ? [] : below(path)
    return entry.isFile() && /\.ya?ml$/i.test(entry.name) ? [path] : []
  })
}
