import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** PublishBuildArtifacts@1 (microsoft/azure-pipelines-tasks, Tasks/PublishBuildArtifactsV1/task.json). */
export const publishBuildArtifactsV1: TaskDefinition = {
  id: '2ff763a7-ce83-4e1f-bc89-0ae63477cebe',
  name: 'PublishBuildArtifacts',
  major: 1,
  version: '1.224.0',
  friendlyName: 'Publish build artifacts',
  inputs: [
    input('PathtoPublish', 'filePath', { defaultValue: '$(Build.ArtifactStagingDirectory)', required: true }),
    input('ArtifactName', 'string', { defaultValue: 'drop', required: true }),
    input('ArtifactType', 'pickList', {
      aliases: ['publishLocation'],
      defaultValue: 'Container',
      required: true,
      options: ['Container', 'FilePath'],
    }),
    input('TargetPath', 'string', { required: true, visibleRule: 'ArtifactType = FilePath' }),
    input('Parallel', 'boolean', { defaultValue: 'false', visibleRule: 'ArtifactType = FilePath' }),
    input('ParallelCount', 'int', { defaultValue: '8', visibleRule: 'ArtifactType = FilePath && Parallel = true' }),
    input('FileCopyOptions', 'string', { visibleRule: 'ArtifactType = FilePath' }),
    input('StoreAsTar', 'boolean', { defaultValue: 'false' }),
  ],
}
