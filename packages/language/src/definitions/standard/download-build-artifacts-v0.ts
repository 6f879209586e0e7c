import type { TaskDefinition } from '../task-definition.ts'
import { downloadBuildArtifactsInputs } from './download-build-artifacts-inputs.ts'

/** DownloadBuildArtifacts@0 (microsoft/azure-pipelines-tasks, Tasks/DownloadBuildArtifactsV0/task.json). */
export const downloadBuildArtifactsV0: TaskDefinition = {
  id: 'a433f589-fce1-4460-9ee6-44a624aeb1fb',
  name: 'DownloadBuildArtifacts',
  major: 0,
  version: '0.182.0',
  friendlyName: 'Download build artifacts',
  inputs: downloadBuildArtifactsInputs,
}
