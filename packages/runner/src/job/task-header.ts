import type { TaskDefinition } from '@mintwell/language'

/** What the agent prints above the lines of a task: what it is, and where help is (microsoft/azure-pipelines-agent, TaskRunner.PrintTaskMetaData). */
export function taskHeader({ friendlyName, version, ...task }: TaskDefinition): readonly string[] {
  const rule = '='.repeat(78)
  const about = task.about ?? task.folder?.about
  const rows = [
    ['Task', friendlyName],
    ['Description', about?.description ?? ''],
    ['Version', version],
    ['Author', about?.author ?? ''],
    ['Help', about?.help ?? ''],
  ].map(([name, value]) => `${name?.padEnd(13)}: ${value}`)
  return [rule, ...rows, rule]
}
