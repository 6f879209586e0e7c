import { readTasks, type TaskReference } from './read-tasks.ts'

/** What the steps are rewritten to. */
export const DROP_IN = 'MintwellAzureCLI@1'

/** AzureCLI by name or by its GUID, the same in every version, with a major or a full version (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV2/task.json). */
const AZURE_CLI = /(?:AzureCLI|46e4be58-730b-4389-8a2f-ea10b3e5e815)@(\d+)(?:\.(?:\d+|\*)){0,2}/i

/** The versions that the drop-in takes the place of: version 0 is of 2016 and has other inputs. */
const REPLACED_MAJORS = new Set(['1', '2', '3'])

/** Of the value of a parameter. */
const NO_STEP =
  'it is the value of a parameter, not the task of a step; where a template makes a step of it, rewrite it by hand'

/** One task name that is replaced; offsets of the text as it was. */
export interface Change {
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
  readonly from: string
}

/** A step of AzureCLI that stays as it is, and why. */
export interface LeftAlone {
  readonly line: number
  readonly column: number
  readonly task: string
  readonly reason: string
}

/** A file after its rewriting. */
export interface Rewriting {
  readonly text: string
  readonly changes: readonly Change[]
  readonly leftAlone: readonly LeftAlone[]
  readonly tasks: readonly TaskReference[]
}

/** Why a file cannot be rewritten. */
export interface Unreadable {
  readonly problem: string
  readonly line: number
  readonly column: number
}

/**
 * Replaces the name of the task in every step of AzureCLI@1, @2 and @3, and nothing else: comments, layout, quotes and line ends stay byte for byte.
 *
 * @example rewrite('- task: AzureCLI@2 # nightly\n') // text: '- task: MintwellAzureCLI@1 # nightly\n'
 */
export function rewrite(text: string): Rewriting | Unreadable {
  const reading = readTasks(text)
  if (reading.kind === 'unreadable') return reading
  const changes: Change[] = []
  const leftAlone: LeftAlone[] = []
  for (const task of reading.tasks) {
    const outcome = judge(task, text)
    if (!outcome) continue
    if ('reason' in outcome) leftAlone.push(outcome)
    else changes.push(outcome)
  }
  for (const { name, line, column } of reading.mentions)
    if (AZURE_CLI.exec(name)?.[0] === name) leftAlone.push({ line, column, task: name, reason: NO_STEP })
  leftAlone.sort((a, b) => a.line - b.line || a.column - b.column)
  let result = ''
  let at = 0
  for (const { start, end } of changes) {
    result += text.slice(at, start) + DROP_IN
    at = end
  }
  return { text: result + text.slice(at), changes, leftAlone, tasks: reading.tasks }
}

function judge(task: TaskReference, text: string): Change | LeftAlone | undefined {
  const { line, column, name } = task
  if (/^(?:AzureCLI|46e4be58-730b-4389-8a2f-ea10b3e5e815)@.*\$[{[(]/i.test(name)) {
    return {
      line,
      column,
      task: name,
      reason: 'its version is an expression; write the name out, or rewrite it by hand',
    }
  }
  const match = AZURE_CLI.exec(name)
  if (!match || match[0] !== name) return undefined
  if (!REPLACED_MAJORS.has(match[1] as string)) {
    return { line, column, task: name, reason: 'only versions 1, 2 and 3 have the inputs that the drop-in supports' }
  }
  // The anchor of a value stands before its range; within it there are at most quotes and, in a block scalar, its indicator.
  const source = text.slice(task.start, task.end)
  const index = source.indexOf(name)
  if (index === -1) return { line, column, task: name, reason: 'its name is written with escapes; rewrite it by hand' }
  const start = task.start + index
  return { start, end: start + name.length, line, column, from: name }
}
