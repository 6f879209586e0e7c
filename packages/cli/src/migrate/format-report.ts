import type { Exposed } from './exposed.ts'
import type { FileReport } from './migrate-file.ts'
import { DROP_IN } from './rewrite.ts'

/** The report for people: what is replaced, what stays as it is, what stays exposed. */
export function formatReport(reports: readonly FileReport[], check: boolean): string {
  // What is not cured comes first: nobody should believe the rest without it.
  const lines = [...formatExposed(reports)]
  let count = 0
  for (const { file, changes, leftAlone, problem } of reports) {
    for (const { line, from } of changes) lines.push(`${file}:${line}: ${from} -> ${DROP_IN}`)
    for (const { line, task, reason } of leftAlone) lines.push(`${file}:${line}: ${task} stays: ${reason}`)
    if (problem) lines.push(`${file}:${problem.line}:${problem.column}: untouched: ${problem.message}`)
    count += changes.length
  }
  const changed = reports.filter(({ changes }) => changes.length > 0).length
  const places = `${count} ${count === 1 ? 'step' : 'steps'} in ${changed} ${changed === 1 ? 'file' : 'files'}`
  if (count === 0) lines.push('Nothing to rewrite: no step of AzureCLI@1, @2 or @3.')
  else if (check) lines.push(`${places} would be rewritten.`)
  else
    lines.push(`${places} rewritten. The extension must be installed in the organization: docs/guide/drop-in-task.md.`)
  return [...lines, ''].join('\n')
}

function formatExposed(reports: readonly FileReport[]): string[] {
  const byReason = new Map<string, { task: string; places: string[] }>()
  for (const { file, exposed } of reports) {
    for (const { task, line, reason } of exposed) {
      const key = `${task}\0${reason}`
      const group = byReason.get(key) ?? { task, places: [] }
      group.places.push(`${file}:${line}`)
      byReason.set(key, group)
    }
  }
  if (byReason.size === 0) return []
  const lines = ['Still exposed: not cured by this']
  for (const [key, { task, places }] of byReason) {
    lines.push(`  ${task}: ${key.split('\0')[1]}`, ...places.map((place) => `    ${place}`))
  }
  return [...lines, '']
}

/** The document of `--json`. */
export interface MigrationDocument {
  readonly schema: 1
  readonly check: boolean
  readonly to: string
  readonly files: readonly (Omit<FileReport, 'exposed'> & { readonly exposed: readonly Exposed[] })[]
}

/** The report as data. */
export function migrationDocument(reports: readonly FileReport[], check: boolean): MigrationDocument {
  return { schema: 1, check, to: DROP_IN, files: reports }
}
