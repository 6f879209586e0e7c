import type { LintStep } from '../subject/lint-subject.ts'
import { inputOf } from '../subject/script-inputs.ts'

/** Whether a step of the drop-in has its token proven for as long as the step keeps it. */
export function hasBudget({ plan }: LintStep): boolean {
  return inputOf(plan, 'budget') !== undefined
}
