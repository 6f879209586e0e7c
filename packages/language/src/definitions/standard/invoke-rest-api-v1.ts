import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** The task sends these where the step names no headers of its own. */
const DEFAULT_HEADERS = JSON.stringify({
  'Content-Type': 'application/json',
  PlanUrl: '$(system.CollectionUri)',
  ProjectId: '$(system.TeamProjectId)',
  HubName: '$(system.HostType)',
  PlanId: '$(system.PlanId)',
  JobId: '$(system.JobId)',
  TimelineId: '$(system.TimelineId)',
  TaskInstanceId: '$(system.TaskInstanceId)',
  AuthToken: '$(system.AccessToken)',
})

/** InvokeRESTAPI@1 (microsoft/azure-pipelines-tasks, Tasks/InvokeRestApiV1/task.json). */
export const invokeRestApiV1: TaskDefinition = {
  id: '9c3e8943-130d-4c78-ac63-8af81df62dfb',
  name: 'InvokeRESTAPI',
  major: 1,
  version: '1.274.1',
  friendlyName: 'Invoke REST API',
  runsOn: 'server',
  inputs: [
    input('connectedServiceNameSelector', 'pickList', {
      aliases: ['connectionType'],
      defaultValue: 'connectedServiceName',
      required: true,
      options: ['connectedServiceName', 'connectedServiceNameARM', 'connectedServiceNameAzureDevOps'],
    }),
    input('connectedServiceName', 'connectedService:Generic', {
      aliases: ['serviceConnection', 'genericService'],
      required: true,
      visibleRule: 'connectedServiceNameSelector = connectedServiceName',
    }),
    input('connectedServiceNameARM', 'connectedService:AzureRM', {
      aliases: ['azureServiceConnection', 'azureSubscription'],
      required: true,
      visibleRule: 'connectedServiceNameSelector = connectedServiceNameARM',
    }),
    input('connectedServiceNameAzureDevOps', 'connectedService:WorkloadIdentityUser', {
      aliases: ['azureDevOpsServiceConnection'],
      required: true,
      visibleRule: 'connectedServiceNameSelector = connectedServiceNameAzureDevOps',
    }),
    input('method', 'pickList', {
      defaultValue: 'POST',
      required: true,
      options: ['OPTIONS', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'PATCH'],
    }),
    input('headers', 'multiLine', { defaultValue: DEFAULT_HEADERS }),
    input('body', 'multiLine', { visibleRule: 'method != GET && method != HEAD' }),
    input('urlSuffix', 'string'),
    input('waitForCompletion', 'pickList', { defaultValue: 'false', required: true, options: ['true', 'false'] }),
    input('successCriteria', 'string', { visibleRule: 'waitForCompletion = false' }),
  ],
}
