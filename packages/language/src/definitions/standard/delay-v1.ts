import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** Delay@1 (microsoft/azure-pipelines-tasks, Tasks/DelayV1/task.json). */
export const delayV1: TaskDefinition = {
  id: '28782b92-5e8e-4458-9751-a71cd1492bae',
  name: 'Delay',
  major: 1,
  version: '1.280.0',
  friendlyName: 'Delay',
  runsOn: 'server',
  inputs: [input('delayForMinutes', 'string', { defaultValue: '0', required: true })],
}
