import type { TaskHost } from './task-host.ts'

export type ScriptType = 'bash' | 'ps' | 'pscore' | 'batch'

/** The inputs of AzureCLI@1, @2 and @3 as values. */
export interface AzureCliInputs {
  readonly connectionType: 'azureRM' | 'azureDevOps'
  readonly connection: string
  readonly scriptType: ScriptType
  readonly script: { readonly kind: 'inline'; readonly text: string } | { readonly kind: 'file'; readonly path: string }
  readonly scriptArguments: string
  readonly errorActionPreference: string
  readonly addSpnToEnvironment: boolean
  readonly useGlobalConfig: boolean
  readonly workingDirectory: string
  readonly failOnStandardError: boolean
  readonly ignoreLastExitCode: boolean
  readonly visibleAzLogin: boolean
  readonly allowNoSubscriptions: boolean
  readonly keepAzSessionActive: boolean
}

/** What an AzureCLI@1 has no input for: batch on Windows and bash elsewhere (its task.json). */
const PLATFORM_SCRIPT = 'platform'

/**
 * Reads the inputs of AzureCLI@1, @2 or @3, or of the drop-in (`mintwell`), which takes those of all three: without a script type it is version 1's.
 */
export function readInputs(host: TaskHost, major: number | 'mintwell'): AzureCliInputs {
  const flag = (name: string, fallback = false) => {
    const text = host.input(name).trim().toLowerCase()
    return text === '' ? fallback : text === 'true'
  }
  const connectionType = host.input('connectionType') === 'azureDevOps' ? 'azureDevOps' : 'azureRM'
  const inline = host.input('scriptLocation').toLowerCase() === 'inlinescript'
  return {
    connectionType,
    connection: host.input(
      connectionType === 'azureDevOps' ? 'azureDevOpsServiceConnection' : 'connectedServiceNameARM',
    ),
    scriptType: scriptTypeOf(
      major === 1 || (major === 'mintwell' && host.input('scriptType') === '')
        ? PLATFORM_SCRIPT
        : host.input('scriptType'),
      host.platform,
    ),
    script: inline
      ? { kind: 'inline', text: host.input('inlineScript') }
      : { kind: 'file', path: host.input('scriptPath') },
    scriptArguments: host.input(major === 1 ? 'args' : 'scriptArguments'),
    errorActionPreference: host.input('powerShellErrorActionPreference') || 'stop',
    addSpnToEnvironment: flag('addSpnToEnvironment'),
    useGlobalConfig: flag('useGlobalConfig'),
    workingDirectory: host.input('cwd') || host.defaultWorkingDirectory,
    failOnStandardError: flag('failOnStandardError'),
    ignoreLastExitCode: flag('powerShellIgnoreLASTEXITCODE'),
    visibleAzLogin: flag('visibleAzLogin', true),
    allowNoSubscriptions: flag('allowNoSubscriptions'),
    keepAzSessionActive: flag('keepAzSessionActive'),
  }
}

/** An unknown script type is batch, as in Microsoft's task. */
function scriptTypeOf(text: string, platform: NodeJS.Platform): ScriptType {
  const name = text.toLowerCase()
  if (name === PLATFORM_SCRIPT) return platform === 'win32' ? 'batch' : 'bash'
  return name === 'bash' || name === 'ps' || name === 'pscore' ? name : 'batch'
}
