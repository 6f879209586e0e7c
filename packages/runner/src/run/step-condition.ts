import { parseExpression, stepConditionScope, traceCondition } from '@mintwell/language'
import type { StepRun } from '../job/step-run.ts'

/** Whether a step runs, and how that was found, in the agent's lines; a step that is switched off has none. */
export type StepDecision =
  | { readonly kind: 'run' | 'skip'; readonly lines: readonly string[] }
  | { readonly kind: 'error'; readonly message: string }

/** Decides whether a step runs: no condition means `succeeded()`; a condition that cannot be evaluated fails the step, as on the agent. */
export function stepCondition({ job, step }: StepRun): StepDecision {
  if (!step.enabled) return { kind: 'skip', lines: [] }
  const failed = () => !job.canceled && job.result === 'failed'
  const succeeded = () => !job.canceled && job.result !== 'failed'
  const status = { canceled: () => job.canceled, failed, succeeded, succeededOrFailed: () => !job.canceled }
  // Nearly every step: nothing is to be looked up for it.
  if (!step.condition?.trim()) {
    const met = succeeded()
    return {
      kind: met ? 'run' : 'skip',
      lines: ['Evaluating: succeeded()', `Result: ${met ? 'True' : 'False'}`],
    }
  }
  try {
    const expression = parseExpression(step.condition, stepConditionScope)
    const { met, lines } = traceCondition(expression, { variables: job.variables.toRecord(), status })
    return { kind: met ? 'run' : 'skip', lines }
  } catch (error) {
    return { kind: 'error', message: `The condition could not be evaluated: ${(error as Error).message}` }
  }
}
