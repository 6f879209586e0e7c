import * as tl from 'azure-pipelines-task-lib/task.js'

/** How a task ends, by the agent's names. */
export type TaskResult = 'succeeded' | 'succeededWithIssues' | 'failed'

/**
 * All that is used of azure-pipelines-task-lib, which is touched in this file alone: the agent's logging commands. Loading it takes inputs, authorization and secrets out of
 * the environment that the script inherits. They are read from the environment at start and not through the library: its getters write secrets into the debug log, and its
 * vault breaks where another task has the same temp directory.
 */
export const taskLib = {
  feature: (name: string): boolean => tl.getPipelineFeature(name),
  log: (line: string): void => void process.stdout.write(`${line}\n`),
  debug: (text: string): void => tl.debug(text),
  error: (text: string): void => tl.error(text),
  warning: (text: string): void => tl.warning(text),
  /** The agent masks by lines, so a secret of several is registered line by line. */
  setSecret(secret: string): void {
    for (const line of secret.split(/\r?\n/)) if (line.trim() !== '') tl.setSecret(line)
  },
  setVariable: (name: string, value: string): void => tl.setVariable(name, value),
  prependPath: (directory: string): void => tl.prependPath(directory),
  finish(result: TaskResult, message: string): void {
    const results = {
      succeeded: tl.TaskResult.Succeeded,
      succeededWithIssues: tl.TaskResult.SucceededWithIssues,
      failed: tl.TaskResult.Failed,
    }
    tl.setResult(results[result], message)
  },
}
