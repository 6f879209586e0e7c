import type { TaskAbout } from '../task-definition.ts'
import { input } from './input.ts'

/**
 * The inputs that the versions of AzureCLI share (microsoft/azure-pipelines-tasks, Tasks/AzureCLIV1, V2 and V3, task.json). The labels and groups of the
 * editor are left out.
 */
export const serviceConnection = input('connectedServiceNameARM', 'connectedService:AzureRM', {
  aliases: ['azureSubscription'],
  required: true,
})

/** Where the script stands, and the script. */
export const scriptInputs = [
  input('scriptLocation', 'pickList', {
    defaultValue: 'scriptPath',
    required: true,
    options: ['inlineScript', 'scriptPath'],
  }),
  input('scriptPath', 'filePath', { required: true, visibleRule: 'scriptLocation = scriptPath' }),
  input('inlineScript', 'multiLine', { required: true, visibleRule: 'scriptLocation = inlineScript' }),
]

/** What the script gets, in all versions. */
export const environmentInputs = [
  input('addSpnToEnvironment', 'boolean', { defaultValue: 'false' }),
  input('useGlobalConfig', 'boolean', { defaultValue: 'false' }),
  input('cwd', 'filePath', { aliases: ['workingDirectory'] }),
  input('failOnStandardError', 'boolean', { defaultValue: 'false' }),
]

const forPowerShell = 'scriptType = ps || scriptType = pscore'

/** The kind of script: versions 2 and 3. */
export const scriptType = input('scriptType', 'pickList', {
  required: true,
  options: ['ps', 'pscore', 'batch', 'bash'],
})

/** Arguments and PowerShell's preference: versions 2 and 3. */
export const argumentInputs = [
  input('scriptArguments', 'string', { aliases: ['arguments'] }),
  input('powerShellErrorActionPreference', 'pickList', {
    defaultValue: 'stop',
    options: ['stop', 'continue', 'silentlyContinue'],
    visibleRule: forPowerShell,
  }),
]

/** PowerShell's exit code and the output of `az login`: versions 2 and 3. */
export const loginInputs = [
  input('powerShellIgnoreLASTEXITCODE', 'boolean', { defaultValue: 'false', visibleRule: forPowerShell }),
  input('visibleAzLogin', 'boolean', { defaultValue: 'true' }),
]

/** The refresh of az's login every eight minutes: versions 2 and 3. */
export const keepAzSessionActive = input('keepAzSessionActive', 'boolean', { defaultValue: 'false' })

/** The task's GUID, the same in every version. */
export const azureCliId = '46e4be58-730b-4389-8a2f-ea10b3e5e815'

/** What the agent prints above the lines of AzureCLI@2 and @3. */
export const azureCliAbout: TaskAbout = {
  description:
    'Run Azure CLI commands against an Azure subscription in a PowerShell Core/Shell script when running on Linux agent or PowerShell/PowerShell Core/Batch script when running on Windows agent.',
  author: 'Microsoft Corporation',
  help: 'https://docs.microsoft.com/azure/devops/pipelines/tasks/deploy/azure-cli',
}
