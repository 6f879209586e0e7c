import { LanguageError } from '../errors.ts'
import { isNodeHandler } from './choose-handler.ts'
import type { TaskDefinition, TaskFolder, TaskHandler, TaskInputDefinition } from './task-definition.ts'

/** Keys by their lower-case name: the agent reads `task.json` without case (Newtonsoft.Json), and tasks have `prejobexecution` in several spellings. */
type Members = ReadonlyMap<string, unknown>

/** How the planner writes its types; tasks spell them in any case. */
const TYPES: ReadonlyMap<string, string> = new Map(
  ['boolean', 'filePath', 'multiLine', 'pickList', 'radio', 'secureFile', 'string'].map((type) => [
    type.toLowerCase(),
    type,
  ]),
)

/**
 * Reads the text of a `task.json`: what the planner checks and what the agent runs (public schema: microsoft/azure-pipelines-task-lib,
 * `tasks.schema.json`). `dataSourceBindings` are for the editor in the browser and are passed over.
 *
 * @param file the file's path, for errors
 * @param directory the task's folder, absolute
 * @throws LanguageError `ERR_TASK_FOLDER`
 * @example readTaskJson(readFileSync(file, 'utf8'), file, directory).version // '2.279.0'
 */
export function readTaskJson(text: string, file: string, directory: string): TaskDefinition {
  const task = members(parse(text, file))
  const name = textOf(task.get('name'))
  const id = textOf(task.get('id')).toLowerCase()
  if (name === '') throw bad(file, "it has no 'name'")
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw bad(file, "its 'id' is not a GUID")
  const version = members(task.get('version'))
  const numbers = ['major', 'minor', 'patch'].map((part) => Number(textOf(version.get(part)) || Number.NaN))
  if (!numbers.every((part) => Number.isInteger(part) && part >= 0))
    throw bad(file, "its 'version' needs Major, Minor and Patch, each a whole number")
  const groups = groupRules(task)
  const handlers = {
    'pre-job': readHandlers(task.get('prejobexecution')),
    main: readHandlers(task.get('execution')),
    'post-job': readHandlers(task.get('postjobexecution')),
  }
  checkHandlers(handlers, file)
  const restrictions = members(task.get('restrictions'))
  const settable = members(restrictions.get('settablevariables')).get('allowed')
  const commands = members(restrictions.get('commands'))
  return {
    id,
    name,
    major: numbers[0] as number,
    version: numbers.join('.'),
    friendlyName: textOf(task.get('friendlyname')) || name,
    inputs: list(task.get('inputs')).map((input) => readInput(members(input), groups, file)),
    folder: {
      directory,
      about: {
        description: textOf(task.get('description')),
        author: textOf(task.get('author')),
        help: textOf(task.get('helpurl')) || textOf(task.get('helpmarkdown')),
      },
      minimumAgentVersion: textOf(task.get('minimumagentversion')),
      handlers,
      outputVariables: list(task.get('outputvariables')).map((output) => textOf(members(output).get('name'))),
      restrictedCommands: textOf(commands.get('mode')).toLowerCase() === 'restricted',
      ...(Array.isArray(settable) ? { settableVariables: settable.map(textOf) } : {}),
    },
  }
}

function parse(text: string, file: string): unknown {
  try {
    // A byte order mark is common in files that were written on Windows.
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw bad(file, `it is not valid JSON: ${(error as Error).message}`, error)
  }
  throw bad(file, 'it is not a JSON object')
}

function readInput(input: Members, groups: ReadonlyMap<string, string>, file: string): TaskInputDefinition {
  const name = textOf(input.get('name')).trim()
  if (name === '') throw bad(file, "one of its inputs has no 'name'")
  const type = textOf(input.get('type'))
  const visibleRule = textOf(input.get('visiblerule'))
  const groupRule = groups.get(textOf(input.get('groupname')).toLowerCase())
  const options = members(input.get('options'), false)
  const editable = textOf(members(input.get('properties')).get('editableoptions'))
  return {
    name,
    aliases: list(input.get('aliases')).map(textOf),
    type: TYPES.get(type.toLowerCase()) ?? type,
    defaultValue: textOf(input.get('defaultvalue')).trim(),
    required: textOf(input.get('required')).toLowerCase() === 'true',
    ...(visibleRule === '' ? {} : { visibleRule }),
    ...(groupRule === undefined ? {} : { groupRule }),
    ...(options.size === 0 ? {} : { options: [...options.keys()] }),
    ...(editable.toLowerCase() === 'true' ? { editable: true } : {}),
  }
}

/** The rules of the groups that inputs are in: a group that is hidden hides its inputs. */
function groupRules(task: Members): Map<string, string> {
  const rules = new Map<string, string>()
  for (const group of list(task.get('groups')).map((entry) => members(entry))) {
    const rule = textOf(group.get('visiblerule'))
    if (rule !== '') rules.set(textOf(group.get('name')).toLowerCase(), rule)
  }
  return rules
}

function readHandlers(execution: unknown): readonly TaskHandler[] {
  return [...members(execution, false)].map(([name, handler]) => {
    const data = members(handler)
    return { name, target: textOf(data.get('target')), workingDirectory: textOf(data.get('workingdirectory')) }
  })
}

/** Every phase that the task has must have a handler for Node: no other can be run here. */
function checkHandlers(handlers: TaskFolder['handlers'], file: string): void {
  const phases = Object.values(handlers).filter((phase) => phase.length > 0)
  if (phases.length === 0) throw bad(file, "it has nothing to run: no 'execution'")
  for (const phase of phases) {
    if (phase.some(isNodeHandler)) continue
    const names = phase.map(({ name }) => name).join(', ')
    throw bad(file, `it runs with ${names}, which needs an agent on Windows; only Node handlers can be run here`)
  }
}

/** The members of an object; none of anything else. */
function members(value: unknown, foldCase = true): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map()
  return new Map(Object.entries(value).map(([name, entry]) => [foldCase ? name.toLowerCase() : name, entry]))
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Tasks write numbers and booleans as themselves or as text (`"Major": "5"`, `"defaultValue": false`). */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function bad(file: string, problem: string, cause?: unknown): LanguageError {
  return new LanguageError('ERR_TASK_FOLDER', {
    message: `${file}: ${problem}`,
    hint: 'A task folder is what the agent unpacks: task.json, the script that it names, and node_modules.',
    data: { file },
    cause,
  })
}
