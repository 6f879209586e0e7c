import { evaluateCondition, parseExpression, stepConditionScope } from '@mintwell/language'
import type { StepRun } from '../job/step-run.ts'

/** Whether a step runs: no condition means `succeeded()`; a condition that cannot be evaluated fails the step, as on the agent. */
export function stepCondition({
  job,
  step,
}: StepRun): { kind: 'run' } | { kind: 'skip' } | { kind: 'error'; message: string } {
  if (!step.enabled) return { kind: 'skip' }
  const failed = () => !job.canceled && job.result === 'failed'
  const succeeded = () => !job.canceled && job.result !== 'failed'
  const status = { canceled: () => job.canceled, failed, succeeded, succeededOrFailed: () => !job.canceled }
  if (!step.condition?.trim()) return { kind: succeeded() ? 'run' : 'skip' }
  try {
    const expression = parseExpression(step.condition, stepConditionScope)
    const met = evaluateCondition(expression, { variables: job.variables.toRecord(), status })
    return { kind: met ? 'run' : 'skip' }
  } catch (error) {
    return { kind: 'error', message: `The condition could not be evaluated: ${(error as Error).message}` }
  }
}
