import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** UseDotNet@2 (microsoft/azure-pipelines-tasks, Tasks/UseDotNetV2/task.json). */
export const useDotNetV2: TaskDefinition = {
  id: 'b0ce7256-7898-45d3-9cb5-176b752bfea6',
  name: 'UseDotNet',
  major: 2,
  version: '2.273.0',
  friendlyName: 'Use .NET Core',
  inputs: [
    input('packageType', 'pickList', { defaultValue: 'sdk', options: ['runtime', 'sdk'] }),
    input('useGlobalJson', 'boolean', { defaultValue: 'false', visibleRule: 'packageType = sdk' }),
    input('workingDirectory', 'filePath', { visibleRule: 'useGlobalJson = true' }),
    input('version', 'string', { visibleRule: 'useGlobalJson = false || packageType = runtime' }),
    input('vsVersion', 'string'),
    input('checkForExistingVersion', 'boolean', { defaultValue: 'false' }),
    input('includePreviewVersions', 'boolean', {
      defaultValue: 'false',
      visibleRule: 'useGlobalJson = false || packageType = runtime',
    }),
    input('installationPath', 'string', { defaultValue: '$(Agent.ToolsDirectory)/dotnet' }),
    input('performMultiLevelLookup', 'boolean', { defaultValue: 'false' }),
    input('requestTimeout', 'int', { defaultValue: '300000' }),
  ],
}
