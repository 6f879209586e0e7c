import type { TaskHost, TaskOutcome } from '@mintwell/azure-cli'
import { cannotRun, flag, runShellScript, scriptOf, writeScript } from './shell-script.ts'

/** PowerShell@2: PowerShell Core, or Windows PowerShell where `pwsh` is false and the platform has it. */
export async function runPowerShell(host: TaskHost): Promise<TaskOutcome> {
  const core = flag(host, 'pwsh') || host.platform !== 'win32'
  const shell = host.which(core ? 'pwsh' : 'powershell')
  if (!shell)
    return cannotRun(
      'PowerShell is not on PATH. Install PowerShell (https://aka.ms/powershell), or write the step for bash.',
    )
  const script = scriptOf(host, { type: 'targetType', file: 'filePath', inline: 'script' }, 'ps1')
  if ('problem' in script) return cannotRun(script.problem)
  const preference = host.input('errorActionPreference') || 'stop'
  const lines = [
    `$ErrorActionPreference = '${preference.replaceAll("'", "''")}'`,
    `. '${script.file.replaceAll("'", "''")}' ${script.written ? '' : host.input('arguments')}`.trimEnd(),
  ]
  if (!flag(host, 'ignoreLASTEXITCODE'))
    lines.push('if (!(Test-Path -LiteralPath variable:\\LASTEXITCODE)) { exit 0 }', 'exit $LASTEXITCODE')
  const wrapper = writeScript(host, 'ps1', `\uFEFF${lines.join('\n')}\n`)
  return runShellScript(host, {
    file: shell,
    args: [
      '-NoLogo',
      '-NoProfile',
      '-NonInteractive',
      '-ExecutionPolicy',
      'Unrestricted',
      '-Command',
      `. '${wrapper.replaceAll("'", "''")}'`,
    ],
    workingDirectory: host.input('workingDirectory') || host.defaultWorkingDirectory,
    shellName: 'PowerShell',
    failOnStderr: flag(host, 'failOnStderr'),
    remove: script.written ? [wrapper, script.file] : [wrapper],
  })
}
