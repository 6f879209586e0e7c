import { readFileSync } from 'node:fs'
import { replaceFile } from '../write-file.ts'
import type { PipelineFile } from './collect-files.ts'
import { type Exposed, exposedTasks } from './exposed.ts'
import { keptTokens } from './kept-tokens.ts'
import { type LeftAlone, rewrite } from './rewrite.ts'

/** What became of one file. */
export interface FileReport {
  readonly file: string
  /** What is (or with `--check` would be) replaced. */
  readonly changes: readonly { readonly line: number; readonly column: number; readonly from: string }[]
  readonly leftAlone: readonly LeftAlone[]
  readonly exposed: readonly Exposed[]
  /** Why the file could not be looked at; it stays untouched. */
  readonly problem: { readonly message: string; readonly line: number; readonly column: number } | null
}

/** Files without any of these names have no steps to speak of, whatever else they are. */
const WORTH_READING = /azurecli|46e4be58-730b-4389-8a2f-ea10b3e5e815|^[\s-]*["']?task["']?\s*:/im

/** A file of a folder that cannot be looked at is worth a word where it has this. */
const SPEAKS_OF_IT = /azurecli/i

const NOTHING = { changes: [], leftAlone: [], exposed: [], problem: null } as const

/** Looks at a file and, unless `write` is false, replaces it at once by its rewritten text, with the same mode. Undefined for a file that is no pipeline. */
export function migrateFile({ path, named }: PipelineFile, write: boolean): FileReport | undefined {
  const bytes = readFileSync(path)
  const text = bytes.toString('utf8')
  if (!Buffer.from(text, 'utf8').equals(bytes)) {
    const problem = { message: 'the file is not UTF-8', line: 1, column: 1 }
    return named || SPEAKS_OF_IT.test(text) ? { ...NOTHING, file: path, problem } : undefined
  }
  if (!WORTH_READING.test(text)) return named ? { ...NOTHING, file: path } : undefined
  const result = rewrite(text)
  if ('problem' in result) {
    // A folder may have YAML of other kinds, with a syntax of its own (Helm); what speaks of AzureCLI is worth a word.
    if (!named && !SPEAKS_OF_IT.test(text)) return undefined
    const { problem: message, line, column } = result
    return { ...NOTHING, file: path, problem: { message: `not valid YAML: ${message}`, line, column } }
  }
  const { changes, leftAlone, tasks } = result
  if (write && changes.length > 0) replaceFile(path, result.text)
  const rewritten = new Set(
    tasks
      .filter(({ start, end }) => changes.some((change) => start <= change.start && change.end <= end))
      .map(({ start }) => start),
  )
  return {
    file: path,
    changes: changes.map(({ line, column, from }) => ({ line, column, from })),
    leftAlone,
    exposed: [...exposedTasks(tasks, rewritten), ...keptTokens(tasks, text, path)].sort((a, b) => a.line - b.line),
    problem: null,
  }
}
