import type { TaskInputDefinition } from '../task-definition.ts'
import { input } from './input.ts'

const SPECIFIC = 'buildType == specific'

/** The inputs that both versions of DownloadBuildArtifacts have. */
export const downloadBuildArtifactsInputs: readonly TaskInputDefinition[] = [
  input('buildType', 'radio', { defaultValue: 'current', required: true, options: ['current', 'specific'] }),
  input('project', 'pickList', { required: true, editable: true, visibleRule: SPECIFIC }),
  input('definition', 'pickList', { aliases: ['pipeline'], required: true, editable: true, visibleRule: SPECIFIC }),
  input('specificBuildWithTriggering', 'boolean', { defaultValue: 'false', visibleRule: SPECIFIC }),
  input('buildVersionToDownload', 'pickList', {
    defaultValue: 'latest',
    required: true,
    visibleRule: SPECIFIC,
    options: ['latest', 'latestFromBranch', 'specific'],
  }),
  input('allowPartiallySucceededBuilds', 'boolean', {
    defaultValue: 'false',
    visibleRule: `${SPECIFIC} && buildVersionToDownload != specific`,
  }),
  input('branchName', 'string', {
    defaultValue: 'refs/heads/master',
    required: true,
    visibleRule: `${SPECIFIC} && buildVersionToDownload == latestFromBranch`,
  }),
  input('buildId', 'pickList', {
    required: true,
    editable: true,
    visibleRule: `${SPECIFIC} && buildVersionToDownload == specific`,
  }),
  input('tags', 'string', { visibleRule: `${SPECIFIC} && buildVersionToDownload != specific` }),
  input('downloadType', 'radio', { defaultValue: 'single', required: true, options: ['single', 'specific'] }),
  input('artifactName', 'pickList', { required: true, editable: true, visibleRule: 'downloadType == single' }),
  input('itemPattern', 'multiLine', { defaultValue: '**' }),
  input('downloadPath', 'string', { defaultValue: '$(System.ArtifactsDirectory)', required: true }),
  input('parallelizationLimit', 'string', { defaultValue: '8' }),
  input('checkDownloadedFiles', 'boolean', { defaultValue: 'false' }),
]
