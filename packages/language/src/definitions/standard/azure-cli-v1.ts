import type { TaskDefinition } from '../task-definition.ts'
import { azureCliAbout, azureCliId, environmentInputs, scriptInputs, serviceConnection } from './azure-cli-inputs.ts'
import { input } from './input.ts'

/** AzureCLI@1 (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV1/task.json): bash on Linux and macOS, batch on Windows. */
export const azureCliV1: TaskDefinition = {
  id: azureCliId,
  name: 'AzureCLI',
  major: 1,
  version: '1.223.1',
  friendlyName: 'Azure CLI',
  about: {
    ...azureCliAbout,
    description:
      'Run Azure CLI commands against an Azure subscription in a Shell script when running on Linux agent or Batch script when running on Windows agent.',
  },
  inputs: [
    serviceConnection,
    ...scriptInputs,
    input('args', 'string', { aliases: ['arguments'] }),
    ...environmentInputs,
  ],
}
