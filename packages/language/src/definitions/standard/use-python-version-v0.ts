import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** UsePythonVersion@0 (microsoft/azure-pipelines-tasks, Tasks/UsePythonVersionV0/task.json). */
export const usePythonVersionV0: TaskDefinition = {
  id: '33c63b11-352b-45a2-ba1b-54cb568a29ca',
  name: 'UsePythonVersion',
  major: 0,
  version: '0.142.0',
  friendlyName: 'Use Python Version',
  inputs: [
    input('versionSpec', 'string', { defaultValue: '3.x', required: true }),
    input('disableDownloadFromRegistry', 'boolean', { defaultValue: 'false' }),
    input('allowUnstable', 'boolean', { defaultValue: 'false' }),
    input('githubToken', 'string'),
    input('addToPath', 'boolean', { defaultValue: 'true', required: true }),
    input('architecture', 'pickList', { defaultValue: 'x64', required: true, options: ['x86', 'x64', 'arm64'] }),
  ],
}
