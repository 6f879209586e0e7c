import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A file of more bytes is no pipeline. */
const MOST_BYTES = 4 * 1024 * 1024

/** Folders that hold other people's files or none of the repository's own. */
const skipped = new Set(['node_modules', '.git', 'bin', 'obj', 'dist', 'vendor', '.github', '.terraform'])

/** A key that says what a pipeline does, and one that only a pipeline has, not a template of steps, jobs or stages. */
const WORK = /^(?:steps|jobs|stages|extends)[ \t]*:/m
const ENTRY = /^(?:trigger|pr|schedules|extends|resources|pool|name)[ \t]*:/m
/** GitHub's workflows have `on`, and their jobs are no list. */
const WORKFLOW = /^(?:on|'on'|"on")[ \t]*:/m

/** What is said where folders have none. */
export function sayNoPipeline(paths: readonly string[]): string {
  const named = paths.map((path) => `'${path}'`).join(', ')
  return `no pipeline was found in ${named}. In a folder a pipeline is known by its name (azure-pipelines*.yml), or by trigger, pr, schedules, resources, pool or name beside its steps, jobs or stages; name any other file itself.`
}

/**
 * The pipelines in a folder and below, sorted: YAML files that do something and have a key of a whole pipeline, or that are named like one. Templates are read through the pipelines that use
 * them.
 */
export function findPipelines(folder: string): readonly string[] {
  return walk(folder).filter((file) => /\.ya?ml$/i.test(file) && isPipeline(file))
}

function walk(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : walk(path)
    return entry.isFile() ? [path] : []
  })
}

function isPipeline(file: string): boolean {
  if (statSync(file).size > MOST_BYTES) return false
  return readsLikePipeline(readFileSync(file, 'utf8'), file)
}

/** Whether a YAML file is a pipeline, by its text and its name. */
export function readsLikePipeline(text: string, file: string): boolean {
  if (!WORK.test(text) || WORKFLOW.test(text)) return false
  return ENTRY.test(text) || /azure-pipelines[^/\\]*\.ya?ml$/i.test(file)
}
