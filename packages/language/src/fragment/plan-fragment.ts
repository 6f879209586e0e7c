import type { TaskCatalog } from '../definitions/task-definition.ts'
import { mappingOf, sequenceOf } from '../final-form/entries.ts'
import { finalStep } from '../final-form/final-steps.ts'
import { finalVariables } from '../final-form/final-variables.ts'
import type { JobPlan, Plan } from '../plan/plan.ts'
import { planSteps } from '../plan/plan-steps.ts'
import { planVariables } from '../plan/plan-variables.ts'
import type { Planning } from '../plan/planning.ts'
import type { YamlEntry, YamlMapping, YamlNode } from '../source/node.ts'
import { type DocumentsReading, readDocuments } from '../yaml/read-documents.ts'
import { findEntry, findStepLists, isDirective, type StepList } from './find-step-lists.ts'

/** What planning a fragment needs besides the text. */
export interface FragmentOptions {
  /** As places name it. */
  readonly file: string
  readonly catalog: TaskCatalog
}

/**
 * Plans what a template, or a pipeline that cannot be expanded, shows of itself: each list of steps as a job, values with their expressions as they are written. Nothing is checked.
 *
 * @example planFragment('steps:\n- bash: env', { file: '/steps.yml', catalog }).plan?.stages[0]?.jobs[0]?.steps.length // 1
 */
export function planFragment(
  text: string,
  { file, catalog }: FragmentOptions,
): { readonly plan: Plan } | Extract<DocumentsReading, { kind: 'unreadable' }> {
  const reading = readDocuments(text, file)
  if (reading.kind === 'unreadable') return reading
  const planning: Planning = { catalog, groups: undefined, groupNames: new Set(), missingGroups: new Set(), found: [] }
  const lists = findStepLists(reading.roots, reading.anchored)
  return { plan: planOf(file, lists, reading.roots, planning) }
}

/**
 * Plans lists of steps that were found in a text, each as a job; `place` of a step is the place of its mapping.
 */
export function planStepLists(lists: readonly StepList[], { file, catalog }: FragmentOptions): Plan {
  return planOf(file, lists, [], {
    catalog,
    groups: undefined,
    groupNames: new Set(),
    missingGroups: new Set(),
    found: [],
  })
}

function planOf(file: string, lists: readonly StepList[], roots: readonly YamlNode[], planning: Planning): Plan {
  const place = { file, line: 1, column: 1 }
  const variables = roots.flatMap((root) => {
    const entry = root.kind === 'mapping' ? findEntry(root, 'variables') : undefined
    return entry ? planVariables(finalVariables(flat(entry.value)), planning) : []
  })
  const jobs = lists.map((list, index) => jobOf(list, index, planning))
  const stage = { name: '__default', displayName: '', dependsOn: [], variables: [], jobs, places: {}, place }
  return { schema: 2, pipeline: file, variables, schedules: [], stages: [stage] }
}

function jobOf(list: StepList, index: number, planning: Planning): JobPlan {
  const [first] = list
  const place = first?.place ?? { file: '', line: 1, column: 1 }
  const steps = planSteps(
    sequenceOf(
      list.map((step) => finalStep(flatStep(step))),
      place,
    ),
    planning,
  )
  return {
    name: `Job${index + 1}`,
    displayName: '',
    dependsOn: [],
    continueOnError: false,
    timeoutInMinutes: 60,
    cancelTimeoutInMinutes: 5,
    variables: [],
    steps,
    places: {},
    place,
  }
}

/** A step whose conditions are all taken: in it, in its inputs and in its environment. Its keys are as the final form writes them. */
function flatStep(step: YamlMapping): YamlMapping {
  const { entries } = flat(step) as YamlMapping
  return mappingOf(
    entries.map(({ key, value }) => {
      const name = KEYS.find((known) => known.toLowerCase() === key.text.toLowerCase()) ?? key.text
      const isGroup = name === 'inputs' || name === 'env'
      return { key: { ...key, text: name }, value: isGroup ? flat(value) : value }
    }),
    step.place,
  )
}

const KEYS = ['task', 'inputs', 'env', 'displayName', 'condition', 'enabled', 'name']

function flat(node: YamlNode): YamlNode {
  if (node.kind !== 'mapping') return node
  const entries = node.entries.flatMap((entry): readonly YamlEntry[] => {
    if (!isDirective(entry.key.text)) return [entry]
    const inner = flat(entry.value)
    return inner.kind === 'mapping' ? inner.entries : []
  })
  return { ...node, entries }
}
