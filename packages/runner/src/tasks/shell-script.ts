import { join } from 'node:path'
import type { TaskHost, TaskOutcome } from '@mintwell/azure-cli'

/** How one of the script tasks runs its script. */
export interface ShellScript {
  readonly file: string
  readonly args: readonly string[]
  readonly workingDirectory: string
  /** What an exit code other than 0 is called: `Bash exited with code '1'.` */
  readonly shellName: string
  readonly failOnStderr: boolean
  readonly ignoreExitCode?: boolean
  /** Files that the task wrote, which hold whatever macros put into the script. */
  readonly remove: readonly string[]
}

/** Runs a script as the tasks Bash@3, CmdLine@2 and PowerShell@2 do: the command line, the output, the issue if it fails. */
export async function runShellScript(host: TaskHost, script: ShellScript): Promise<TaskOutcome> {
  let wroteErrors = false
  host.log('========================== Starting Command Output ===========================')
  host.log(`[command]${script.file} ${script.args.join(' ')}`)
  try {
    const exitCode = await host.exec({
      file: script.file,
      args: script.args,
      cwd: script.workingDirectory,
      env: host.environment,
      onErrorLine: () => {
        wroteErrors = true
      },
    })
    if (exitCode !== 0 && !script.ignoreExitCode)
      return { result: 'failed', message: `${script.shellName} exited with code '${exitCode}'.`, exitCode }
    if (wroteErrors && script.failOnStderr) {
      return {
        result: 'failed',
        message: `${script.shellName} wrote one or more lines to the standard error stream.`,
        exitCode,
      }
    }
    return { result: 'succeeded', message: '', exitCode }
  } finally {
    for (const file of script.remove) host.files.remove(file)
  }
}

/** Writes a script into the temp directory under a name that no other step uses, a GUID as on the agent. */
export function writeScript(host: TaskHost, extension: string, text: string): string {
  const file = join(host.tempDirectory, `${host.newId()}.${extension}`)
  host.files.write(file, text, 0o700)
  return file
}

/** The failure of a task that cannot start. */
export function cannotRun(message: string): TaskOutcome {
  return { result: 'failed', message, exitCode: null }
}

/** An input that is true or false; anything else counts as false, as in the task library. */
export function flag(host: TaskHost, name: string): boolean {
  return host.input(name).trim().toLowerCase() === 'true'
}

/** The script of an inline or file task: a path to run, or what is wrong. */
export function scriptOf(
  host: TaskHost,
  names: { readonly type: string; readonly file: string; readonly inline: string },
  extension: string,
): { readonly file: string; readonly written: boolean } | { readonly problem: string } {
  if (host.input(names.type).toLowerCase() !== 'filepath')
    return { file: writeScript(host, extension, host.input(names.inline)), written: true }
  const file = host.input(names.file)
  return host.files.exists(file)
    ? { file, written: false }
    : { problem: `Invalid file path '${file}'. The file does not exist.` }
}
