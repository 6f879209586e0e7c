import {
  findEntry,
  findStepLists,
  isDirective,
  offsetsOf,
  readDocuments,
  type YamlMapping,
  type YamlNode,
  type YamlScalar,
} from '@mintwell/language'

/** A step's task as a pipeline, or a fragment of one, names it. */
export interface TaskReference {
  /** As the value reads, such as `AzureCLI@2`. */
  readonly name: string
  /** Where the value stands in the text: what is between may have quotes around the name. */
  readonly start: number
  readonly end: number
  readonly line: number
  readonly column: number
  /** The step's inputs by lower-case name, where their values are plain text. */
  readonly inputs: ReadonlyMap<string, string>
  /** The step's `inputs:` have what is only known when the template is expanded. */
  readonly hasTemplateInputs: boolean
  /** All of the step. */
  readonly step: YamlMapping
}

/** A value of a parameter that names a task, outside of any step: a template may make one of it. */
export type TaskMention = Pick<TaskReference, 'name' | 'start' | 'line' | 'column'>

/** What a file turned out to be. */
export type TasksReading =
  | {
      readonly kind: 'tasks'
      readonly tasks: readonly TaskReference[]
      readonly mentions: readonly TaskMention[]
    }
  | { readonly kind: 'unreadable'; readonly problem: string; readonly line: number; readonly column: number }

/** A value that is the name of a task and nothing else. */
const TASK_NAME = /^[\w.-]+@\d+(?:\.(?:\d+|\*)){0,2}$/

/** Values under these keys are for people to read. */
const WORDS = new Set(['displayname', 'name', 'description'])

type Offset = ReturnType<typeof offsetsOf>

/** Finds the tasks that the steps of a pipeline or a template fragment name, wherever a step may stand, and the parameters that name some. */
export function readTasks(text: string, file = ''): TasksReading {
  const reading = readDocuments(text, file)
  if (reading.kind === 'unreadable') return reading
  const offset = offsetsOf(text)
  const found = new Map<number, TaskReference>()
  for (const step of findStepLists(reading.roots, reading.anchored).flat()) {
    const reference = referenceOf(step, offset)
    if (reference) found.set(reference.start, reference)
  }
  const mentions = reading.roots.flatMap((root) => mentionsIn(root, false, offset))
  return {
    kind: 'tasks',
    tasks: [...found.values()].sort((a, b) => a.start - b.start),
    mentions: mentions.filter(({ start }) => !found.has(start)),
  }
}

/** The values of parameters, declared or given to a template, that are names of tasks; in the order of the text. */
function mentionsIn(node: YamlNode, inParameters: boolean, offset: Offset): readonly TaskMention[] {
  if (node.kind === 'sequence') return node.items.flatMap((item) => mentionsIn(item, inParameters, offset))
  if (node.kind === 'mapping') {
    return node.entries.flatMap(({ key, value }) => {
      const name = key.text.toLowerCase()
      return WORDS.has(name) ? [] : mentionsIn(value, inParameters || name === 'parameters', offset)
    })
  }
  const name = node.text.trim()
  if (!inParameters || !TASK_NAME.test(name)) return []
  return [{ name, start: offset(node.place), ...positionOf(node) }]
}

function positionOf({ place: { line, column } }: YamlScalar): { readonly line: number; readonly column: number } {
  return { line, column }
}

function referenceOf(step: YamlMapping, offset: Offset): TaskReference | undefined {
  const task = findEntry(step, 'task')?.value
  if (task?.kind !== 'scalar') return undefined
  const inputs = findEntry(step, 'inputs')?.value
  const entries = inputs?.kind === 'mapping' ? inputs.entries : []
  const isTemplate = ({ text }: YamlScalar) => text === '' || text === '<<' || isDirective(text)
  const start = offset(task.place)
  return {
    name: task.text.trim(),
    start,
    end: start + task.source.length,
    ...positionOf(task),
    inputs: new Map(
      entries.flatMap(({ key, value }) =>
        value.kind === 'scalar' ? [[key.text.toLowerCase(), value.text] as const] : [],
      ),
    ),
    hasTemplateInputs:
      (inputs !== undefined && inputs.kind !== 'mapping') || entries.some(({ key }) => isTemplate(key)),
    step,
  }
}
