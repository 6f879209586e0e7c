import type { TaskDefinition } from '../task-definition.ts'
import {
  argumentInputs,
  azureCliAbout,
  azureCliId,
  environmentInputs,
  keepAzSessionActive,
  loginInputs,
  scriptInputs,
  scriptType,
  serviceConnection,
} from './azure-cli-inputs.ts'

/** AzureCLI@2 (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV2/task.json). */
export const azureCliV2: TaskDefinition = {
  id: azureCliId,
  name: 'AzureCLI',
  major: 2,
  version: '2.279.0',
  friendlyName: 'Azure CLI',
  about: azureCliAbout,
  inputs: [
    serviceConnection,
    scriptType,
    ...scriptInputs,
    ...argumentInputs,
    ...environmentInputs,
    ...loginInputs,
    keepAzSessionActive,
  ],
}
