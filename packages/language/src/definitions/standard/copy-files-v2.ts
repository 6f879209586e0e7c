import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** CopyFiles@2 (microsoft/azure-pipelines-tasks, Tasks/CopyFilesV2/task.json). */
export const copyFilesV2: TaskDefinition = {
  id: '5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c',
  name: 'CopyFiles',
  major: 2,
  version: '2.223.0',
  friendlyName: 'Copy files',
  inputs: [
    input('SourceFolder', 'filePath'),
    input('Contents', 'multiLine', { defaultValue: '**', required: true }),
    input('TargetFolder', 'string', { required: true }),
    input('CleanTargetFolder', 'boolean', { defaultValue: 'false' }),
    input('OverWrite', 'boolean', { defaultValue: 'false' }),
    input('flattenFolders', 'boolean', { defaultValue: 'false' }),
    input('preserveTimestamp', 'boolean', { defaultValue: 'false' }),
    input('retryCount', 'string', { defaultValue: '0' }),
    input('delayBetweenRetries', 'string', { defaultValue: '1000' }),
    input('ignoreMakeDirErrors', 'boolean', { defaultValue: 'false' }),
  ],
}
