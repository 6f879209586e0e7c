import type { YamlMapping, YamlScalar } from '../source/node.ts'
import { asMapping, nodeAt, textAt } from './final-node.ts'
import type { StepKindPlan } from './step-kind.ts'

/** The task that the final YAML has in place of `checkout` (preview API, measured). */
const CHECKOUT_TASK = /^\s*6d15af64-176c-496d-b583-fd2ae21d4df4@1(\.0\.0)?\s*$/i

/** Whether a `task:` is a checkout. */
export function isCheckoutTask(reference: YamlScalar): boolean {
  return CHECKOUT_TASK.test(reference.text)
}

/** Plans a checkout. What a local copy has no use for (`fetchDepth`, `lfs` …) changes nothing. */
export function planCheckout(step: YamlMapping): StepKindPlan {
  const inputs = asMapping(nodeAt(step, 'inputs'))
  const written = textAt(inputs, 'repository') ?? 'self'
  const word = written.trim().toLowerCase()
  const repository = word === 'self' || word === 'none' ? word : written.trim()
  const path = textAt(inputs, 'path')
  return {
    idBase: 'Checkout',
    displayName: `Checkout ${repository}`,
    build(common) {
      // The final form writes `checkout: none` as a step that never runs; here it is no step that runs, either.
      const { condition, ...rest } = common
      const keeps = condition !== undefined && !(repository === 'none' && condition === 'false')
      return {
        ...rest,
        ...(keeps ? { condition } : {}),
        kind: 'checkout',
        repository,
        ...(path === undefined ? {} : { path }),
      }
    },
  }
}
