import type { CheckResult } from '../check/check.ts'
import { notChecked, passed } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** The agent keeps tasks in `_tasks/NAME_GUID/VERSION` (microsoft/azure-pipelines-agent, `TaskManager`). */
const TASK_FOLDER = /_tasks[\\/]([A-Za-z0-9-]{1,80})_[0-9a-f-]{36}[\\/](\d+\.\d+\.\d+)/i

/** Which task, in which version, runs this script. */
export function taskVersion({ ancestors, surroundings }: Facts): CheckResult {
  const id = 'task-version'
  if (surroundings !== 'azure-pipelines') return notChecked(id, 'the version of the task: this is not Azure Pipelines')
  for (const line of ancestors) {
    const [, name, version] = TASK_FOLDER.exec(line) ?? []
    if (name && version) return passed(id, `the script runs in ${name} ${version}`)
  }
  return notChecked(id, "the version of the task: no process above this one shows a task's folder")
}
