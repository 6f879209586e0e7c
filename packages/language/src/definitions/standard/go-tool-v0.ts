import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** GoTool@0 (microsoft/azure-pipelines-tasks, Tasks/GoToolV0/task.json). */
export const goToolV0: TaskDefinition = {
  id: '334727f4-9495-4f9d-a391-fc621d671474',
  name: 'GoTool',
  major: 0,
  version: '0.228.0',
  friendlyName: 'Go tool installer',
  inputs: [
    input('version', 'string', { defaultValue: '1.19', required: true }),
    input('goPath', 'string'),
    input('goBin', 'string'),
    input('goSource', 'pickList', {
      defaultValue: 'downloadFromDefaultSource',
      options: ['downloadFromDefaultSource', 'downloadFromMicrosoftSource'],
    }),
  ],
}
