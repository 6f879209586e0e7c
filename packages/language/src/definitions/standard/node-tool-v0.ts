import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** NodeTool@0 (microsoft/azure-pipelines-tasks, Tasks/NodeToolV0/task.json). */
export const nodeToolV0: TaskDefinition = {
  id: '31c75bbb-bcdf-4706-8d7c-4da6a1959bc2',
  name: 'NodeTool',
  major: 0,
  version: '0.224.0',
  friendlyName: 'Node.js tool installer',
  inputs: [
    input('versionSource', 'radio', { defaultValue: 'spec', required: true, options: ['spec', 'fromFile'] }),
    input('versionSpec', 'string', { defaultValue: '6.x', visibleRule: 'versionSource = spec' }),
    input('versionFilePath', 'string', { visibleRule: 'versionSource = fromFile' }),
    input('checkLatest', 'boolean', { defaultValue: 'false' }),
    input('force32bit', 'boolean', { defaultValue: 'false' }),
    input('nodejsMirror', 'string', { defaultValue: 'https://nodejs.org/dist' }),
  ],
}
