import type { TaskDefinition, TaskInputDefinition } from '../definitions/task-definition.ts'
import { type LanguageErrorCode, quote } from '../errors.ts'
import type { Diagnostic, Severity } from '../source/diagnostic.ts'
import { nearestName } from '../source/nearest-name.ts'
import type { Place } from '../source/place.ts'
import { evaluateVisibleRule } from './visible-rule.ts'

/** An input as the file gives it. */
export interface GivenInput {
  readonly name: string
  readonly text: string
  /** Of the name. */
  readonly place: Place
  /** Of the value, where it has a place of its own. */
  readonly valuePlace?: Place
}

interface ResolvedInput extends GivenInput {
  readonly definition: Pick<TaskInputDefinition, 'name'>
}

/**
 * Checks the inputs of a task and gives them by their real names, verbatim. Inputs that are not given stay absent; for what is required and visible,
 * defaults count. A value with a macro cannot be judged before the run. An input that the task does not declare is passed on, as the agent does; with a built-in task it is a warning.
 *
 * @param place where the step's inputs are, for those that are missing
 * @param found takes what is wrong: `ERR_TASK_INPUT_UNKNOWN` (a warning), `ERR_TASK_INPUT_TWICE`, `ERR_TASK_INPUT_VALUE`, `ERR_TASK_INPUT_MISSING`
 */
export function resolveInputs(
  task: TaskDefinition,
  given: readonly GivenInput[],
  place: Place,
  found: Diagnostic[],
): Readonly<Record<string, string>> {
  const resolved = new Map<string, ResolvedInput>()
  for (const input of given) {
    const declared = findInput(task, input)
    if (!declared && !task.folder) found.push(unknownInput(task, input))
    const definition = declared ?? input
    const first = resolved.get(definition.name)
    if (first) found.push(givenTwice(task, input, first))
    const wrong = declared && wrongValue(task, declared, input)
    if (wrong) found.push(wrong)
    resolved.set(definition.name, { ...input, definition })
  }
  const values = new Map(
    task.inputs.map(({ name, defaultValue }) => [name.toLowerCase(), resolved.get(name)?.text ?? defaultValue]),
  )
  for (const definition of task.inputs) {
    if (isMissing(definition, values))
      found.push(missing(task, definition, resolved.get(definition.name)?.place ?? place))
  }
  return Object.fromEntries([...resolved].map(([name, { text }]) => [name, text]))
}

/** Names and aliases compare without case. */
function findInput(task: TaskDefinition, input: GivenInput): TaskInputDefinition | undefined {
  const wanted = input.name.toLowerCase()
  return task.inputs.find(({ name, aliases }) => [name, ...aliases].some((known) => known.toLowerCase() === wanted))
}

function unknownInput(task: TaskDefinition, input: GivenInput): Diagnostic {
  // The names that people write come first: an alias is there to be used.
  const known = task.inputs.map(({ name, aliases }) => aliases[0] ?? name)
  const all = task.inputs.flatMap(({ name, aliases }) => [...aliases, name])
  const nearest = nearestName(input.name, all)
  return diagnostic('warning', 'ERR_TASK_INPUT_UNKNOWN', {
    message: `${labelOf(task)} has no input ${quote(input.name)}`,
    hint: nearest === undefined ? `Its inputs: ${known.join(', ')}.` : `Did you mean '${nearest}'?`,
    place: input.place,
  })
}

function wrongValue(task: TaskDefinition, definition: TaskInputDefinition, input: GivenInput): Diagnostic | undefined {
  const allowed = allowedValues(definition)
  const value = input.text.trim().toLowerCase()
  if (!allowed || value === '' || value.includes('$(')) return undefined
  if (allowed.some((option) => option.toLowerCase() === value)) return undefined
  const nearest = nearestName(input.text.trim(), allowed)
  return diagnostic('error', 'ERR_TASK_INPUT_VALUE', {
    message: `the input '${input.name}' of ${labelOf(task)} cannot be ${quote(input.text)}`,
    hint: `Use one of: ${allowed.join(', ')}.${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`,
    place: input.valuePlace ?? input.place,
  })
}

/** The values that an input is limited to. Tasks read a boolean by the word `true` alone (microsoft/azure-pipelines-task-lib, `getBoolInput`). */
function allowedValues(definition: TaskInputDefinition): readonly string[] | undefined {
  if (definition.type === 'boolean') return ['true', 'false']
  const isPick = definition.type === 'pickList' || definition.type === 'radio'
  return isPick && !definition.editable && definition.options?.length ? definition.options : undefined
}

function isMissing(definition: TaskInputDefinition, values: ReadonlyMap<string, string>): boolean {
  if (!definition.required || values.get(definition.name.toLowerCase())?.trim() !== '') return false
  return isVisible(definition, values) === true
}

/** Whether an input is shown by its own rule and by its group's; undefined where that cannot be told. */
export function isVisible(
  { visibleRule, groupRule }: TaskInputDefinition,
  values: ReadonlyMap<string, string>,
): boolean | undefined {
  const rules = [visibleRule, groupRule].filter((rule) => rule !== undefined)
  const shown = rules.map((rule) => evaluateVisibleRule(rule, values))
  if (shown.includes(false)) return false
  return shown.includes(undefined) ? undefined : true
}

function missing(task: TaskDefinition, definition: TaskInputDefinition, place: Place): Diagnostic {
  const [alias] = definition.aliases
  const name = alias ?? definition.name
  const also = alias === undefined ? '' : ` (${definition.name})`
  const values = definition.options?.length ? ` with one of: ${definition.options.join(', ')}` : ''
  const rules = [definition.visibleRule, definition.groupRule].filter((rule) => rule !== undefined)
  const because = rules.length === 0 ? '' : ` where ${rules.join(' and ')}`
  return diagnostic('error', 'ERR_TASK_INPUT_MISSING', {
    message: `${labelOf(task)} needs the input '${name}'${also}${because}`,
    hint: `Add '${name}:'${values}.`,
    place,
  })
}

function givenTwice(task: TaskDefinition, input: GivenInput, first: ResolvedInput): Diagnostic {
  return diagnostic('error', 'ERR_TASK_INPUT_TWICE', {
    message: `the input '${first.definition.name}' of ${labelOf(task)} is given twice: as '${first.name}' and as '${input.name}'`,
    hint: 'Keep one of the two.',
    place: input.place,
  })
}

function labelOf({ name, major }: TaskDefinition): string {
  return `${name}@${major}`
}

function diagnostic(
  severity: Severity,
  code: LanguageErrorCode,
  details: Pick<Diagnostic, 'message' | 'hint' | 'place'>,
): Diagnostic {
  return { code, severity, ...details }
}
