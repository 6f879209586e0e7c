import type { CheckResult } from '../check/check.ts'
import { notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Whether the pipeline feature is on by which AzureCLI takes a token that is bound to the connection, unread. */
export function lateBoundFlag({ observations: { lateBoundFlag: flag }, surroundings }: Facts): CheckResult {
  const id = 'late-bound-flag'
  if (surroundings !== 'azure-pipelines')
    return notChecked(id, 'the feature EnableLateBoundIdToken: this is not Azure Pipelines')
  if (flag === 'on')
    return warning(
      id,
      'DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN is true: AzureCLI takes the token that is bound to the connection, whatever its age.',
      'Set the job variable DISTRIBUTEDTASK_TASKS_ENABLELATEBOUNDIDTOKEN to false.',
    )
  return passed(id, flag === 'off' ? 'late-bound tokens are off' : 'late-bound tokens are not switched on')
}
