import type { StepPlan } from '@mintwell/language'
import { evaluateCondition, parseExpression, stepConditionScope } from '@mintwell/language'
import type { JobState } from './job-state.ts'

/** Whether a step runs: no condition means `succeeded()`; a condition that cannot be evaluated fails the step, as on the agent. */
export function stepCondition(
  state: JobState,
  step: StepPlan,
): { kind: 'run' } | { kind: 'skip' } | { kind: 'error'; message: string } {
  if (!step.enabled) return { kind: 'skip' }
  const failed = () => !state.canceled && state.result === 'failed'
  const succeeded = () => !state.canceled && state.result !== 'failed'
  const status = { canceled: () => state.canceled, failed, succeeded, succeededOrFailed: () => !state.canceled }
  if (!step.condition?.trim()) return { kind: succeeded() ? 'run' : 'skip' }
  try {
    const expression = parseExpression(state.variables.expand(step.condition), stepConditionScope)
    const met = evaluateCondition(expression, { variables: state.variables.toRecord(), status })
    return { kind: met ? 'run' : 'skip' }
  } catch (error) {
    return { kind: 'error', message: `The condition could not be evaluated: ${(error as Error).message}` }
  }
}
