import type { TaskDefinition } from '../task-definition.ts'
import { azureCliId, environmentInputs, scriptInputs, serviceConnection } from './azure-cli-inputs.ts'
import { input } from './input.ts'

/** AzureCLI@1 (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV1/task.json): bash on Linux and macOS, batch on Windows. */
export const azureCliV1: TaskDefinition = {
  id: azureCliId,
  name: 'AzureCLI',
  major: 1,
  version: '1.223.1',
  friendlyName: 'Azure CLI',
  inputs: [
    serviceConnection,
    ...scriptInputs,
    input('args', 'string', { aliases: ['arguments'] }),
    ...environmentInputs,
  ],
}
