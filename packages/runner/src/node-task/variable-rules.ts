import type { TaskFolder } from '@mintwell/language'
import type { VariableRules } from '../commands/command-handler.ts'
import { settableVariables } from '../commands/settable-variables.ts'

/**
 * What a `task.json` says of the variables that its task sets: which are outputs though the task does not say so, and which it may set at all
 * (`restrictions.settableVariables.allowed`, patterns without case; the service enforces them: `agent.taskRestrictionsEnforcementMode=Enabled` in public logs).
 *
 * @param owner the step whose outputs they are
 */
export function variableRules(folder: TaskFolder, owner: string): VariableRules {
  const outputs = new Set(folder.outputVariables.map((name) => name.toLowerCase()))
  const maySet = folder.settableVariables && settableVariables(folder.settableVariables)
  return {
    owner,
    isOutput: (name) => outputs.has(name.toLowerCase()),
    maySet: (name) => maySet === undefined || maySet(name),
  }
}
