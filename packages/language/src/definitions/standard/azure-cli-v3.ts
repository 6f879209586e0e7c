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
import { input } from './input.ts'

/** AzureCLI@3 (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV3/task.json): an Azure or an Azure DevOps connection. */
export const azureCliV3: TaskDefinition = {
  id: azureCliId,
  name: 'AzureCLI',
  major: 3,
  version: '3.279.0',
  friendlyName: 'Azure CLI',
  about: azureCliAbout,
  inputs: [
    input('connectionType', 'pickList', {
      defaultValue: 'azureRM',
      required: true,
      options: ['azureRM', 'azureDevOps'],
    }),
    { ...serviceConnection, visibleRule: 'connectionType = azureRM' },
    input('azureDevOpsServiceConnection', 'connectedService:WorkloadIdentityUser', {
      required: true,
      visibleRule: 'connectionType = azureDevOps',
    }),
    scriptType,
    ...scriptInputs,
    ...argumentInputs,
    ...environmentInputs,
    ...loginInputs,
    input('allowNoSubscriptions', 'boolean', { defaultValue: 'false' }),
    keepAzSessionActive,
  ],
}
