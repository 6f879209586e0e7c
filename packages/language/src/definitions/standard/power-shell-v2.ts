import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

const preferences = ['default', 'stop', 'continue', 'silentlyContinue']

/** PowerShell@2 (microsoft/azure-pipelines-tasks, Tasks/PowerShellV2/task.json). */
export const powerShellV2: TaskDefinition = {
  id: 'e213ff0f-5d5c-4791-802d-52ea3e7be1f1',
  name: 'PowerShell',
  major: 2,
  version: '2.227.1',
  friendlyName: 'PowerShell',
  inputs: [
    input('targetType', 'radio', { defaultValue: 'filePath', options: ['filePath', 'inline'] }),
    input('filePath', 'filePath', { required: true, visibleRule: 'targetType = filePath' }),
    input('arguments', 'string', { visibleRule: 'targetType = filePath' }),
    input('script', 'multiLine', {
      defaultValue: '# Write your PowerShell commands here.\n\nWrite-Host "Hello World"\n',
      required: true,
      visibleRule: 'targetType = inline',
    }),
    input('errorActionPreference', 'pickList', { defaultValue: 'stop', options: preferences }),
    input('warningPreference', 'pickList', { defaultValue: 'default', options: preferences }),
    input('informationPreference', 'pickList', { defaultValue: 'default', options: preferences }),
    input('verbosePreference', 'pickList', { defaultValue: 'default', options: preferences }),
    input('debugPreference', 'pickList', { defaultValue: 'default', options: preferences }),
    input('progressPreference', 'pickList', { defaultValue: 'silentlyContinue', options: preferences }),
    input('failOnStderr', 'boolean', { defaultValue: 'false' }),
    input('showWarnings', 'boolean', { defaultValue: 'false' }),
    input('ignoreLASTEXITCODE', 'boolean', { defaultValue: 'false' }),
    input('pwsh', 'boolean', { defaultValue: 'false' }),
    input('workingDirectory', 'filePath'),
    input('runScriptInSeparateScope', 'boolean', { defaultValue: 'false' }),
  ],
}
