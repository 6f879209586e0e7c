import type { YamlScalar } from '../source/node.ts'
import {
  type Fields,
  optionalScalar,
  optionalText,
  readFields,
  requiredNode,
  requiredScalar,
} from '../yaml/read-fields.ts'
import type { CheckoutStepPlan } from './plan.ts'
import { readStepCommon, type StepDraft, stepName } from './step-draft.ts'

/** Options of a checkout: they are read as text and change nothing, for a local checkout copies the files (learn.microsoft.com, YAML schema, "steps.checkout"). */
export const checkoutKeys = [
  'clean',
  'fetchDepth',
  'fetchFilter',
  'fetchTags',
  'lfs',
  'persistCredentials',
  'submodules',
  'path',
  'sparseCheckoutDirectories',
  'sparseCheckoutPatterns',
  'workspaceRepo',
]

/**
 * The task that Azure Pipelines' expanded YAML has in place of `checkout` (preview API, public measurements of 2026): `repository` is an input, and
 * `checkout: none` has `condition: false` too.
 */
const CHECKOUT_TASK = /^\s*6d15af64-176c-496d-b583-fd2ae21d4df4@1(\.0\.0)?\s*$/i

const checkoutInputs = { accepted: ['repository', ...checkoutKeys] }

/** Whether a `task:` is the checkout of an expanded pipeline. */
export function isCheckoutTask(reference: YamlScalar): boolean {
  return CHECKOUT_TASK.test(reference.text)
}

/**
 * Plans `checkout: self` or `none`.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…` and `ERR_EXPRESSION_…`
 */
export function planCheckoutStep(fields: Fields): StepDraft {
  return draft(fields, fields, requiredScalar(fields, 'checkout'))
}

/**
 * Plans the checkout of an expanded pipeline.
 *
 * @throws LanguageError of the kinds `ERR_PLAN_…` and `ERR_EXPRESSION_…`
 */
export function planCheckoutTask(fields: Fields): StepDraft {
  const inputs = readFields(requiredNode(fields, 'inputs'), "the checkout's 'inputs'", checkoutInputs)
  return draft(fields, inputs, requiredScalar(inputs, 'repository'))
}

function draft(fields: Fields, options: Fields, written: YamlScalar): StepDraft {
  for (const key of checkoutKeys) optionalScalar(options, key)
  const repository = readRepository(written)
  const path = optionalText(options, 'path')
  const common = readStepCommon(fields, `Checkout ${repository}`)
  return {
    name: stepName(fields),
    idBase: 'Checkout',
    build: (id) => ({ ...common, id, kind: 'checkout', repository, ...(path === undefined ? {} : { path }) }),
  }
}

function readRepository({ text }: YamlScalar): CheckoutStepPlan['repository'] {
  const word = text.trim().toLowerCase()
  return word === 'self' || word === 'none' ? word : text.trim()
}
