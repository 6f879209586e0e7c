import { join } from 'node:path'
import type { AzureCliInputs } from './inputs.ts'
import { splitArguments } from './split-arguments.ts'
import type { TaskHost } from './task-host.ts'

/** A script that is ready to run, and what must go when it has. */
export interface PreparedScript {
  readonly file: string
  readonly args: readonly string[]
  /** Windows: the arguments are quoted already, for cmd.exe. */
  readonly verbatim?: boolean
  readonly remove: readonly string[]
}

/** Why a script cannot run on this machine, in the words that the log shows. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError'
}

/**
 * Writes an inline script to a directory and says how to run it with the shell of its type.
 *
 * @throws ScriptError where the file, the shell or the preference is not there
 */
export function prepareScript(host: TaskHost, inputs: AzureCliInputs, directory: string): PreparedScript {
  switch (inputs.scriptType) {
    case 'bash':
      return prepareBash(host, inputs, directory)
    case 'batch':
      return prepareBatch(host, inputs, directory)
    case 'ps':
    case 'pscore':
      return preparePowerShell(host, inputs, directory)
  }
}

/** The script's file: the user's, which must be there and have one of these extensions, or one that is written now. */
function scriptFile(
  host: TaskHost,
  { script }: AzureCliInputs,
  directory: string,
  extensions: readonly string[],
  suffix = '',
): { file: string; remove: string[] } {
  if (script.kind === 'file') {
    const known = extensions.some((extension) => script.path.toLowerCase().endsWith(`.${extension}`))
    if (known && host.files.exists(script.path)) return { file: script.path, remove: [] }
    throw new ScriptError(
      `Script file could not be found at specified script location: '${script.path}'. Please verify the script exists at the specified path and ends with ${extensions.map((extension) => `.${extension}`).join(' or ')}. If you want to use inline script, specify input \`Script Location\` as \`inlineScript\`.`,
    )
  }
  const file = join(directory, `azureclitaskscript${host.now()}${suffix}.${extensions[0]}`)
  host.files.write(file, script.text, 0o700)
  return { file, remove: [file] }
}

function program(host: TaskHost, name: string): string {
  const file = host.which(name)
  if (!file)
    throw new ScriptError(`Unable to locate executable file: '${name}'. Install it, or choose another scriptType.`)
  return file
}

function prepareBash(host: TaskHost, inputs: AzureCliInputs, directory: string): PreparedScript {
  const bash = program(host, 'bash')
  const { file, remove } = scriptFile(host, inputs, directory, ['sh'])
  return { file: bash, args: [file, ...splitArguments(inputs.scriptArguments)], remove }
}

function prepareBatch(host: TaskHost, inputs: AzureCliInputs, directory: string): PreparedScript {
  const cmd = program(host, 'cmd')
  const { file, remove } = scriptFile(host, inputs, directory, ['bat', 'cmd'])
  const words = [file, ...splitArguments(inputs.scriptArguments)]
  if (host.platform !== 'win32') return { file: cmd, args: ['/d', '/c', ...words], remove }
  // With /s cmd.exe takes off the outermost quotes and leaves the rest as it is.
  return { file: cmd, args: ['/d', '/s', '/c', `"${words.map(quoteForCmd).join(' ')}"`], verbatim: true, remove }
}

function quoteForCmd(word: string): string {
  return /^[\w.:\\/=+-]+$/.test(word) ? word : `"${word.replaceAll('"', '""')}"`
}

/** Wraps the script, as Microsoft's task does: preferences first, the script dot-sourced, `$LASTEXITCODE` last unless it is to be ignored; UTF-8 with BOM for Windows PowerShell. */
function preparePowerShell(host: TaskHost, inputs: AzureCliInputs, directory: string): PreparedScript {
  const preference = inputs.errorActionPreference.toLowerCase()
  if (!['stop', 'continue', 'silentlycontinue'].includes(preference)) {
    throw new ScriptError(
      `Invalid ErrorActionPreference '${inputs.errorActionPreference}'. The value must be one of: 'Stop', 'Continue', or 'SilentlyContinue'`,
    )
  }
  const shell = program(host, inputs.scriptType === 'ps' ? 'powershell' : 'pwsh')
  const { file, remove } = scriptFile(host, inputs, directory, ['ps1'], '_inlinescript')
  const lines = [
    `$ErrorActionPreference = '${preference}'`,
    `$ErrorView = 'NormalView'`,
    `. '${file.replaceAll("'", "''")}' ${inputs.scriptArguments}`.trimEnd(),
  ]
  if (!inputs.ignoreLastExitCode)
    lines.push('if (!(Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit 0 }', 'exit $LASTEXITCODE')
  const wrapper = join(directory, `azureclitaskscript${host.now()}.ps1`)
  host.files.write(wrapper, `\uFEFF${lines.join('\n')}\n`, 0o700)
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
