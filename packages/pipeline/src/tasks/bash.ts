import { splitArguments, type TaskHost, type TaskOutcome } from '@mintwell/azure-cli'
import { cannotRun, flag, runShellScript, scriptOf } from './shell-script.ts'

/** Bash@3: an inline script or a file, run by bash without profiles unless `bashEnvValue` names one. */
export async function runBash(host: TaskHost): Promise<TaskOutcome> {
  const bash = host.which('bash')
  if (!bash) return cannotRun('Bash is not on PATH. Install bash, or use a script step.')
  const script = scriptOf(host, { type: 'targetType', file: 'filePath', inline: 'script' }, 'sh')
  if ('problem' in script) return cannotRun(script.problem)
  const args = script.written ? [] : splitArguments(host.input('arguments'))
  return runShellScript(host, {
    file: bash,
    args: ['--noprofile', '--norc', script.file, ...args],
    workingDirectory: host.input('workingDirectory') || host.defaultWorkingDirectory,
    shellName: 'Bash',
    failOnStderr: flag(host, 'failOnStderr'),
    remove: script.written ? [script.file] : [],
  })
}
