import * as tl from 'azure-pipelines-task-lib/task.js'

/** How a task ends, by the agent's names. */
export type TaskResult = 'succeeded' | 'succeededWithIssues' | 'failed'

/** An authorization as the agent gives it: the scheme, and parameters by the service's own names. */
export interface Authorization {
  readonly scheme: string
  readonly parameters: Readonly<Record<string, string>>
}

/**
 * All that is used of azure-pipelines-task-lib, which is touched in this file alone: the agent's logging commands, inputs, and the authorization of connections by the one
 * getter that writes no secret into the debug log. Loading it takes inputs, authorization and secrets out of the environment that the script inherits.
 */
export const taskLib = {
  input: (name: string): string => tl.getInput(name, false) ?? '',
  feature: (name: string): boolean => tl.getPipelineFeature(name),
  authorization(id: string): Authorization | undefined {
    const found = tl.getEndpointAuthorization(id, true) as Authorization | undefined
    return found && { scheme: found.scheme ?? '', parameters: found.parameters ?? {} }
  },
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
