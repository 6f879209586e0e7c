import type { TaskHost, TaskOutcome } from '@mintwell/azure-cli'
import { cannotRun, flag, runShellScript, writeScript } from './shell-script.ts'

/** CmdLine@2, which `script:` stands for: bash (or sh) on Linux and macOS, cmd.exe on Windows. */
export async function runCmdLine(host: TaskHost): Promise<TaskOutcome> {
  const windows = host.platform === 'win32'
  const shell = windows ? host.which('cmd') : (host.which('bash') ?? host.which('sh'))
  if (!shell) return cannotRun('There is no shell on PATH.')
  const text = windows ? `@echo off\r\n${host.input('script')}` : host.input('script')
  const file = writeScript(host, windows ? 'cmd' : 'sh', text)
  const options = windows
    ? ['/D', '/E:ON', '/V:OFF', '/S', '/C', 'CALL', file]
    : [...(shell.endsWith('bash') ? ['--noprofile', '--norc'] : []), file]
  return runShellScript(host, {
    file: shell,
    args: options,
    workingDirectory: host.input('workingDirectory') || host.defaultWorkingDirectory,
    shellName: windows ? 'Cmd.exe' : 'Bash',
    failOnStderr: flag(host, 'failOnStderr'),
    remove: [file],
  })
}
