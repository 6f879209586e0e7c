import type { TaskHost, TaskOutcome } from '@mintwell/azure-cli'
import { cannotRun, flag, runShellScript, scriptOf, writeScript } from './shell-script.ts'

/**
 * Bash@3: an inline script or a file, run by bash without profiles. A file's arguments are bash's to read, quotes, variables and all: the task writes
 * them behind `exec bash FILE` (microsoft/azure-pipelines-tasks, Tasks/BashV3/bash.ts).
 */
export async function runBash(host: TaskHost): Promise<TaskOutcome> {
  const bash = host.which('bash')
  if (!bash) return cannotRun('Bash is not on PATH. Install bash, or use a script step.')
  const script = scriptOf(host, { type: 'targetType', file: 'filePath', inline: 'script' }, 'sh')
  if ('problem' in script) return cannotRun(script.problem)
  const call = `exec bash '${script.file.replaceAll("'", `'\\''`)}' ${host.input('arguments')}`
  const file = script.written ? script.file : writeScript(host, 'sh', call.trim())
  return runShellScript(host, {
    file: bash,
    args: ['--noprofile', '--norc', file],
    workingDirectory: host.input('workingDirectory') || host.defaultWorkingDirectory,
    shellName: 'Bash',
    failOnStderr: flag(host, 'failOnStderr'),
    remove: [file],
  })
}
