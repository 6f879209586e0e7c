import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

const STORAGE = 'jdkSourceOption == AzureStorage'

/** JavaToolInstaller@0 (microsoft/azure-pipelines-tasks, Tasks/JavaToolInstallerV0/task.json). */
export const javaToolInstallerV0: TaskDefinition = {
  id: 'c0e0b74f-0931-47c7-ac27-7c5a19456a36',
  name: 'JavaToolInstaller',
  major: 0,
  version: '0.225.3',
  friendlyName: 'Java tool installer',
  inputs: [
    input('versionSpec', 'string', { defaultValue: '8', required: true }),
    input('jdkArchitectureOption', 'pickList', { required: true, options: ['x64', 'x86'] }),
    input('jdkSourceOption', 'pickList', {
      required: true,
      options: ['AzureStorage', 'LocalDirectory', 'PreInstalled'],
    }),
    input('jdkFile', 'filePath', { required: true, visibleRule: 'jdkSourceOption == LocalDirectory' }),
    input('azureResourceManagerEndpoint', 'connectedService:AzureRM', { required: true, visibleRule: STORAGE }),
    input('azureStorageAccountName', 'pickList', { required: true, editable: true, visibleRule: STORAGE }),
    input('azureContainerName', 'pickList', { required: true, editable: true, visibleRule: STORAGE }),
    input('azureCommonVirtualFile', 'string', { required: true, visibleRule: STORAGE }),
    input('jdkDestinationDirectory', 'filePath', { required: true, visibleRule: 'jdkSourceOption != PreInstalled' }),
    input('azureResourceGroupName', 'string', { visibleRule: STORAGE }),
    input('cleanDestinationDirectory', 'boolean', {
      defaultValue: 'true',
      required: true,
      visibleRule: 'jdkSourceOption != PreInstalled',
    }),
    input('createExtractDirectory', 'boolean', {
      defaultValue: 'true',
      visibleRule: 'jdkSourceOption != PreInstalled',
    }),
  ],
}
