import type { TaskCatalog } from '../definitions/task-definition.ts'
import { type Fields, optionalNode, requiredScalar } from '../yaml/read-fields.ts'
import { asMapping, asScalar } from '../yaml/read-node.ts'
import { findTask } from './find-task.ts'
import { isCheckoutTask, planCheckoutTask } from './plan-checkout-step.ts'
import { readStepCommon, type StepDraft, stepName } from './step-draft.ts'
import { type GivenInput, resolveInputs } from './task-inputs.ts'
import { unsupported } from './unsupported.ts'

/** Tasks that Azure Pipelines' expanded YAML has in place of step keywords (preview API, public measurements of 2026). */
const unsupportedTasks: ReadonlyMap<string, string> = new Map([
  ['ecdc45f6-832d-4ad9-b52b-ee49e94659be@1', "publishing an artifact ('publish')"],
  ['30f35852-3f7e-4c0c-9a88-e127b4f97211@1', "downloading an artifact ('download')"],
])

/**
 * Plans `task: NAME@MAJOR`.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planTaskStep(fields: Fields, catalog: TaskCatalog): StepDraft {
  const reference = requiredScalar(fields, 'task')
  if (isCheckoutTask(reference)) return planCheckoutTask(fields)
  const feature = unsupportedTasks.get(reference.text.trim().toLowerCase())
  if (feature !== undefined) throw unsupported(feature, reference.place, 'leave-out')
  const definition = findTask(reference, catalog)
  const node = fields.entries.get('inputs')
  const inputs = resolveInputs(definition, readInputs(fields), node?.key.place ?? reference.place)
  const common = readStepCommon(fields, definition.name)
  const task = { name: definition.name, major: definition.major }
  return {
    name: stepName(fields),
    idBase: definition.name,
    build: (id) => ({ ...common, id, kind: 'task', task, inputs }),
  }
}

function readInputs(fields: Fields): readonly GivenInput[] {
  const node = optionalNode(fields, 'inputs')
  if (!node) return []
  return asMapping(node, "'inputs'").entries.map(({ key, value }) => {
    const scalar = asScalar(value, `the input '${key.text}'`)
    return { name: key.text, text: scalar.text, place: key.place, valuePlace: scalar.place }
  })
}
