import type { TaskDefinition } from '../task-definition.ts'
import { input } from './input.ts'

/** PublishPipelineArtifact@1, which `publish:` stands for (microsoft/azure-pipelines-tasks, Tasks/PublishPipelineArtifactV1/task.json). */
export const publishPipelineArtifactV1: TaskDefinition = {
  id: 'ecdc45f6-832d-4ad9-b52b-ee49e94659be',
  name: 'PublishPipelineArtifact',
  major: 1,
  version: '1.226.0',
  friendlyName: 'Publish Pipeline Artifacts',
  inputs: [
    input('path', 'filePath', { aliases: ['targetPath'], defaultValue: '$(Pipeline.Workspace)', required: true }),
    input('artifactName', 'string', { aliases: ['artifact'] }),
    input('artifactType', 'pickList', {
      aliases: ['publishLocation'],
      defaultValue: 'pipeline',
      required: true,
      options: ['pipeline', 'filepath'],
    }),
    input('fileSharePath', 'string', { required: true, visibleRule: 'artifactType = filepath' }),
    input('parallel', 'boolean', { defaultValue: 'false', visibleRule: 'artifactType = filepath' }),
    input('parallelCount', 'int', { defaultValue: '8', visibleRule: 'artifactType = filepath && parallel = true' }),
    input('properties', 'string'),
  ],
}
