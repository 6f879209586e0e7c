import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  type Scalar,
  visit,
  type YAMLMap,
} from 'yaml'

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
}

/** A value of a parameter that names a task, outside of any step: a template may make one of it. */
export type TaskMention = Pick<TaskReference, 'name' | 'start' | 'line' | 'column'>

/** What a file turned out to be. */
export type TasksReading =
  | { readonly kind: 'tasks'; readonly tasks: readonly TaskReference[]; readonly mentions: readonly TaskMention[] }
  | { readonly kind: 'unreadable'; readonly problem: string; readonly line: number; readonly column: number }

/** Scalars stay text, and templates repeat keys such as `${{ if … }}`. */
const OPTIONS = {
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const

/** A condition longer than YAML allows a key to be: Azure Pipelines takes it, and the places in the text are right. */
const HARMLESS_ERRORS = ['KEY_OVER_1024_CHARS']

/** Under these keys a `task:` is a name of the user's own, not a step's. */
const NOT_STEPS = new Set(['inputs', 'env', 'variables'])

/** A value that is the name of a task and nothing else. */
const TASK_NAME = /^[\w.-]+@\d+(?:\.(?:\d+|\*)){0,2}$/

/** Values under these keys are for people to read. */
const WORDS = new Set(['displayname', 'name', 'description'])

/** Finds the tasks that the steps of a pipeline or a template fragment name, wherever a step may stand, and the parameters that name some. */
export function readTasks(text: string): TasksReading {
  const lineCounter = new LineCounter()
  const place = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  let documents: readonly Document[]
  try {
    const parsed = parseAllDocuments(text, { ...OPTIONS, lineCounter })
    documents = Array.isArray(parsed) ? parsed : []
  } catch (error) {
    return { kind: 'unreadable', problem: (error as Error).message, line: 1, column: 1 }
  }
  for (const { errors } of documents) {
    const error = errors.find(({ code }) => !HARMLESS_ERRORS.includes(code))
    if (error) return { kind: 'unreadable', problem: error.message.split('\n')[0] ?? '', ...place(error.pos[0]) }
  }
  const found = new Map<number, TaskReference>()
  for (const document of documents) {
    walk(document.contents as Node | null, { stepLike: false, underStepKey: true }, (map) => {
      const reference = referenceOf(map, document, place)
      if (reference) found.set(reference.start, reference)
    })
  }
  const mentions = documents.flatMap((document) => mentionsIn(document, place)).filter(({ start }) => !found.has(start))
  return { kind: 'tasks', tasks: [...found.values()].sort((a, b) => a.start - b.start), mentions }
}

/** The values of parameters, declared or given to a template, that are names of tasks; in the order of the text. */
function mentionsIn(document: Document, place: (offset: number) => { line: number; column: number }): TaskMention[] {
  const mentions: TaskMention[] = []
  visit(document, {
    Pair: (_, { key }) => (isScalar(key) && WORDS.has(String(key.value).toLowerCase()) ? visit.SKIP : undefined),
    Scalar: (part, { value, range }, path) => {
      const name = String(value).trim()
      if (part !== 'key' && range && TASK_NAME.test(name) && path.some(isParameters))
        mentions.push({ name, start: range[0], ...place(range[0]) })
    },
  })
  return mentions
}

/** What the surroundings of a node say about whether a map there is a step. */
interface Surroundings {
  /** It stands where a step may: in a list, behind an expression such as `${{ if … }}` in one, or as the default of a parameter. */
  readonly stepLike: boolean
  /** False directly under `inputs`, `env` or `variables`. */
  readonly underStepKey: boolean
}

function walk(node: Node | null, around: Surroundings, onStep: (map: YAMLMap) => void): void {
  if (isSeq(node)) {
    for (const item of node.items) walk(item as Node, { stepLike: true, underStepKey: true }, onStep)
    return
  }
  if (!isMap(node)) return
  const named = around.stepLike || node.anchor !== undefined || child(node, 'inputs') !== undefined
  if (around.underStepKey && named && child(node, 'task') !== undefined) onStep(node)
  for (const { key, value } of node.items) {
    const name = isScalar(key) ? String(key.value) : ''
    const inherits = name.trimStart().startsWith('${{')
    walk(
      value as Node | null,
      inherits
        ? around
        : { stepLike: name.toLowerCase() === 'default', underStepKey: !NOT_STEPS.has(name.toLowerCase()) },
      onStep,
    )
  }
}

/** `parameters:` with what stands under it. */
function isParameters(part: unknown): boolean {
  return isPair(part) && isScalar(part.key) && String(part.key.value).toLowerCase() === 'parameters'
}

/** The value of a key, names compared without case. */
function child(map: YAMLMap, wanted: string): Node | null | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && String(key.value).toLowerCase() === wanted)
  return pair ? (pair.value as Node | null) : undefined
}

function referenceOf(
  map: YAMLMap,
  document: Document,
  place: (offset: number) => { line: number; column: number },
): TaskReference | undefined {
  const scalar = scalarOf(child(map, 'task'), document)
  if (!scalar?.range) return undefined
  const inputs = child(map, 'inputs')
  const values = new Map<string, string>()
  let hasTemplateInputs = inputs !== undefined && !isMap(inputs)
  for (const { key, value } of isMap(inputs) ? inputs.items : []) {
    const name = isScalar(key) ? String(key.value) : ''
    if (name === '' || name === '<<' || name.trimStart().startsWith('${{')) hasTemplateInputs = true
    const text = scalarOf(value as Node | null, document)
    if (text) values.set(name.toLowerCase(), String(text.value))
  }
  const [start, end] = scalar.range
  return { name: String(scalar.value).trim(), start, end, ...place(start), inputs: values, hasTemplateInputs }
}

/** A scalar, or the one that an alias stands for. */
function scalarOf(node: Node | null | undefined, document: Document): Scalar | undefined {
  const resolved = isAlias(node) ? (node as Alias).resolve(document) : node
  return isScalar(resolved) ? resolved : undefined
}
