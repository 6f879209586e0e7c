import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** PublishTestResults@2 (microsoft/azure-pipelines-tasks, Tasks/PublishTestResultsV2/task.json; learn.microsoft.com, "PublishTestResults@2"). */
export const publishTestResultsV2: TaskDefinition = {
  id: '0b0f01ed-7dde-43ff-9cbb-e48954daf9b1',
  name: 'PublishTestResults',
  major: 2,
  version: '2.0.12',
  friendlyName: 'Publish Test Results',
  inputs: [
    input('testRunner', 'pickList', {
      aliases: ['testResultsFormat'],
      defaultValue: 'JUnit',
      required: true,
      options: ['JUnit', 'NUnit', 'VSTest', 'XUnit', 'CTest'],
    }),
    input('testResultsFiles', 'multiLine', { defaultValue: '**/TEST-*.xml', required: true }),
    input('searchFolder', 'string', { defaultValue: '$(System.DefaultWorkingDirectory)' }),
    input('mergeTestResults', 'boolean', { defaultValue: 'false' }),
    input('failTaskOnFailedTests', 'boolean', { defaultValue: 'false' }),
    input('failTaskOnFailureToPublishResults', 'boolean', { defaultValue: 'false' }),
    input('failTaskOnMissingResultsFile', 'boolean', { defaultValue: 'false' }),
    input('testRunTitle', 'string'),
    input('platform', 'string', { aliases: ['buildPlatform'] }),
    input('configuration', 'string', { aliases: ['buildConfiguration'] }),
    input('publishRunAttachments', 'boolean', { defaultValue: 'true' }),
  ],
}
