import { join } from 'node:path'
import type { AzureCliInputs } from './inputs.ts'
import { splitArguments } from './split-arguments.ts'
import type { TaskHost } from './task-host.ts'

/** A script that is ready to run, and what must go when it has. */
export interface PreparedScript {
  readonly file: string
  readonly args: readonly string[]
  readonly remove: readonly string[]
}

/** Why a script cannot run on this machine, in the words that the log shows. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError'
}

/** Writes an inline script to the temp directory and says how to run it with the shell of its type. Throws {@link ScriptError}. */
export function prepareScript(host: TaskHost, inputs: AzureCliInputs): PreparedScript {
  switch (inputs.scriptType) {
    case 'bash':
      return prepareBash(host, inputs)
    case 'batch':
      return prepareBatch(host, inputs)
    case 'ps':
    case 'pscore':
      return preparePowerShell(host, inputs)
  }
}

function scriptFile(
  host: TaskHost,
  inputs: AzureCliInputs,
  extension: string,
  prefix = '',
): { file: string; remove: string[] } {
  if (inputs.script.kind === 'file') {
    if (!host.files.exists(inputs.script.path))
      throw new ScriptError(`Invalid script path: ${inputs.script.path}. The file does not exist.`)
    return { file: inputs.script.path, remove: [] }
  }
  const file = join(host.tempDirectory, `azureclitaskscript${host.now()}${prefix}.${extension}`)
  host.files.write(file, inputs.script.text, 0o700)
  return { file, remove: [file] }
}

function program(host: TaskHost, name: string): string {
  const file = host.which(name)
  if (!file)
    throw new ScriptError(`Unable to locate executable file: '${name}'. Install it, or choose another scriptType.`)
  return file
}

function prepareBash(host: TaskHost, inputs: AzureCliInputs): PreparedScript {
  const { file, remove } = scriptFile(host, inputs, 'sh')
  return { file: program(host, 'bash'), args: [file, ...splitArguments(inputs.scriptArguments)], remove }
}

function prepareBatch(host: TaskHost, inputs: AzureCliInputs): PreparedScript {
  const { file, remove } = scriptFile(host, inputs, 'bat')
  return { file: program(host, 'cmd'), args: ['/d', '/c', file, ...splitArguments(inputs.scriptArguments)], remove }
}

/** Wraps the script, as Microsoft's task does: preferences first, the script dot-sourced, `$LASTEXITCODE` last unless it is to be ignored; UTF-8 with BOM for Windows PowerShell. */
function preparePowerShell(host: TaskHost, inputs: AzureCliInputs): PreparedScript {
  const preference = inputs.errorActionPreference.toLowerCase()
  if (!['stop', 'continue', 'silentlycontinue'].includes(preference)) {
    throw new ScriptError(
      `Invalid powerShellErrorActionPreference: '${inputs.errorActionPreference}'. It takes stop, continue or silentlyContinue.`,
    )
  }
  const { file, remove } = scriptFile(host, inputs, 'ps1', '_inlinescript')
  const lines = [
    `$ErrorActionPreference = '${preference}'`,
    `$ErrorView = 'NormalView'`,
    `. '${file.replaceAll("'", "''")}' ${inputs.scriptArguments}`.trimEnd(),
  ]
  if (!inputs.ignoreLastExitCode)
    lines.push('if (!(Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit 0 }', 'exit $LASTEXITCODE')
  const wrapper = join(host.tempDirectory, `azureclitaskscript${host.now()}.ps1`)
  host.files.write(wrapper, `\uFEFF${lines.join('\n')}\n`, 0o700)
  const shell = program(host, inputs.scriptType === 'ps' ? 'powershell' : 'pwsh')
  const args = [
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-ExecutionPolicy',
    'Unrestricted',
    '-Command',
    `. '${wrapper.replaceAll("'", "''")}'`,
  ]
  return { file: shell, args, remove: [wrapper, ...remove] }
}
