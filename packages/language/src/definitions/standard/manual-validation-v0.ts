import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** ManualValidation@0 (microsoft/azure-pipelines-tasks, Tasks/ManualValidationV0/task.json). */
export const manualValidationV0: TaskDefinition = {
  id: '2003ad3a-104a-451a-9238-60474ab294e6',
  name: 'ManualValidation',
  major: 0,
  version: '0.0.2',
  friendlyName: 'Manual validation',
  runsOn: 'server',
  inputs: [
    input('notifyUsers', 'identities', { required: true }),
    input('instructions', 'multiLine'),
    input('onTimeout', 'radio', { defaultValue: 'reject', options: ['reject', 'resume'] }),
  ],
}
