import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** UseNode@1 (microsoft/azure-pipelines-tasks, Tasks/UseNodeV1/task.json). */
export const useNodeV1: TaskDefinition = {
  id: '31c75bbb-bcdf-4706-8d7c-4da6a1959bc2',
  name: 'UseNode',
  major: 1,
  version: '1.220.0',
  friendlyName: 'Use Node.js ecosystem',
  inputs: [
    input('version', 'string', { defaultValue: '10.x' }),
    input('checkLatest', 'boolean', { defaultValue: 'false' }),
    input('force32bit', 'boolean', { defaultValue: 'false' }),
  ],
}
