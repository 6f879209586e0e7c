import type { AzureCliInputs } from './inputs.ts'
import type { PreparedScript } from './script.ts'
import type { TaskHost, TaskOutcome } from './task-host.ts'

/** The first lines of standard error that become the issue when `failOnStandardError` is set (Microsoft's task). */
const STDERR_LINES_SHOWN = 10

/** Runs a script that is ready, and says how it ended in the words of Microsoft's task. Its files are removed at its end. */
export async function runScript(
  host: TaskHost,
  inputs: AzureCliInputs,
  script: PreparedScript,
  environment: Readonly<Record<string, string>>,
): Promise<TaskOutcome> {
  const errorLines: string[] = []
  try {
    host.log(`[command]${script.file} ${script.args.join(' ')}`)
    const exitCode = await host.exec({
      file: script.file,
      args: script.args,
      ...(script.verbatim ? { verbatim: true } : {}),
      cwd: inputs.workingDirectory,
      env: environment,
      ...(inputs.failOnStandardError
        ? {
            onErrorLine: (line: string) => {
              if (errorLines.length < STDERR_LINES_SHOWN) errorLines.push(line)
            },
          }
        : {}),
    })
    if (errorLines.length > 0) {
      host.issue('error', errorLines.join('\n'))
      return { ...failed('Script has output to stderr. Failing as failOnStdErr is set to true.'), exitCode }
    }
    if (exitCode !== 0) return { ...failed(`Script failed with exit code: ${exitCode}`), exitCode }
    return { result: 'succeeded', message: 'Script exited with return code: 0', exitCode }
  } finally {
    for (const path of script.remove) host.files.remove(path)
  }
}

/** The outcome of a step whose script did not run. */
export function failed(message: string): TaskOutcome {
  return { result: 'failed', message, exitCode: null }
}
