import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

const SPECIFIC = 'source == specific'

/** DownloadPipelineArtifact@2 (microsoft/azure-pipelines-tasks, Tasks/DownloadPipelineArtifactV2/task.json). */
export const downloadPipelineArtifactV2: TaskDefinition = {
  id: '61f2a582-95ae-4948-b34d-a1b3c4f6a737',
  name: 'DownloadPipelineArtifact',
  major: 2,
  version: '2.1.0',
  friendlyName: 'Download pipeline artifact',
  inputs: [
    input('source', 'radio', {
      aliases: ['buildType'],
      defaultValue: 'current',
      required: true,
      options: ['current', 'specific'],
    }),
    input('project', 'pickList', { required: true, editable: true, visibleRule: SPECIFIC }),
    input('pipeline', 'pickList', { aliases: ['definition'], required: true, editable: true, visibleRule: SPECIFIC }),
    input('preferTriggeringPipeline', 'boolean', {
      aliases: ['specificBuildWithTriggering'],
      defaultValue: 'false',
      visibleRule: SPECIFIC,
    }),
    input('runVersion', 'pickList', {
      aliases: ['buildVersionToDownload'],
      defaultValue: 'latest',
      required: true,
      visibleRule: SPECIFIC,
      options: ['latest', 'latestFromBranch', 'specific'],
    }),
    input('runBranch', 'string', {
      aliases: ['branchName'],
      defaultValue: 'refs/heads/master',
      required: true,
      visibleRule: `${SPECIFIC} && runVersion == latestFromBranch`,
    }),
    input('runId', 'pickList', {
      aliases: ['pipelineId', 'buildId'],
      required: true,
      editable: true,
      visibleRule: `${SPECIFIC} && runVersion == specific`,
    }),
    input('tags', 'string', { visibleRule: `${SPECIFIC} && runVersion != specific` }),
    input('allowPartiallySucceededBuilds', 'boolean', {
      defaultValue: 'false',
      visibleRule: `${SPECIFIC} && runVersion != specific`,
    }),
    input('allowFailedBuilds', 'boolean', {
      defaultValue: 'false',
      visibleRule: `${SPECIFIC} && runVersion != specific`,
    }),
    input('artifact', 'pickList', { aliases: ['artifactName'], editable: true }),
    input('patterns', 'multiLine', { aliases: ['itemPattern'], defaultValue: '**' }),
    input('path', 'string', {
      aliases: ['targetPath', 'downloadPath'],
      defaultValue: '$(Pipeline.Workspace)',
      required: true,
    }),
  ],
}
