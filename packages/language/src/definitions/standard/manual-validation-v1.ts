import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** ManualValidation@1 (microsoft/azure-pipelines-tasks, Tasks/ManualValidationV1/task.json). */
export const manualValidationV1: TaskDefinition = {
  id: '2003ad3a-104a-451a-9238-60474ab294e6',
  name: 'ManualValidation',
  major: 1,
  version: '1.274.0',
  friendlyName: 'Manual validation',
  runsOn: 'server',
  inputs: [
    input('notifyUsers', 'multiLine', { required: true }),
    input('approvers', 'multiLine'),
    input('allowApproversToApproveTheirOwnRuns', 'boolean', { defaultValue: 'true' }),
    input('instructions', 'multiLine'),
    input('onTimeout', 'radio', { defaultValue: 'reject', options: ['reject', 'resume'] }),
  ],
}
