import type { TaskDefinition } from '../task-definition.ts'
import { downloadBuildArtifactsInputs } from './download-build-artifacts-inputs.ts'
import { input } from './input.ts'

/** DownloadBuildArtifacts@1 (microsoft/azure-pipelines-tasks, Tasks/DownloadBuildArtifactsV1/task.json). */
export const downloadBuildArtifactsV1: TaskDefinition = {
  id: 'a433f589-fce1-4460-9ee6-44a624aeb1fb',
  name: 'DownloadBuildArtifacts',
  major: 1,
  version: '1.220.0',
  friendlyName: 'Download build artifacts',
  inputs: [
    ...downloadBuildArtifactsInputs,
    input('cleanDestinationFolder', 'boolean', { defaultValue: 'false' }),
    input('retryDownloadCount', 'string', { defaultValue: '4' }),
    input('extractTars', 'boolean'),
  ],
}
