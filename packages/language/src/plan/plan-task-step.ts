import type { TaskCatalog } from '../definitions/task-definition.ts'
import { type Fields, optionalNode, requiredScalar } from '../yaml/read-fields.ts'
import { asMapping, asScalar } from '../yaml/read-node.ts'
import { findTask } from './find-task.ts'
import { isCheckoutTask, planCheckoutTask } from './plan-checkout-step.ts'
import { readStepCommon, type StepDraft, stepName } from './step-draft.ts'
import { type GivenInput, inputsOf } from './task-inputs.ts'

/**
 * Plans `task: NAME@MAJOR`.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…`, `ERR_TASK_…` and `ERR_EXPRESSION_…`
 */
export function planTaskStep(fields: Fields, catalog: TaskCatalog): StepDraft {
  const reference = requiredScalar(fields, 'task')
  if (isCheckoutTask(reference)) return planCheckoutTask(fields)
  const { name, major, definition } = findTask(reference, catalog)
  const node = fields.entries.get('inputs')
  const given = readInputs(fields)
  const inputs = inputsOf(definition, given, node?.key.place ?? reference.place)
  const common = readStepCommon(fields, name)
  const task = { name, major }
  return {
    name: stepName(fields),
    idBase: name,
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
