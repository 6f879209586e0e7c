import { resolve } from 'node:path'
import type { CommandScope } from '../commands/command-handler.ts'
import { settableVariables } from '../commands/settable-variables.ts'
import type { Result } from '../ports/result.ts'
import { publishArtifact } from './publish-artifact.ts'
import type { StepRun } from './step-run.ts'

/**
 * What the logging commands of a step may touch.
 *
 * @param merge takes the results that the step says by `task.complete`
 */
export function commandScope(run: StepRun, merge: (result: Result) => void): CommandScope {
  const { job, step, identity, log } = run
  let lastError = ''
  return {
    identity,
    variables: job.variables,
    endpoints: job.endpoints,
    taskVariables: new Map(),
    ...(step.settableVariables ? { targetMaySet: settableVariables(step.settableVariables) } : {}),
    addSecret: (value) => job.masker.add(value),
    addIssue: (issue) => {
      if (issue.type === 'error') lastError = issue.message
      log.addIssue(issue)
    },
    complete: (result, message) => {
      merge(result)
      // The task library logs the message as an issue before it completes with it: it is one issue.
      if (message !== '' && message !== lastError && result === 'failed') log.addIssue({ type: 'error', message })
    },
    prependPath: (directory) => job.prependPath(directory),
    publishArtifact: (name, path) => {
      const problem = publishArtifact(run, name, resolve(job.workingDirectory, path))
      if (problem !== undefined) throw new Error(problem)
    },
    emit: (event) => job.emit(event),
    warn: (message) => log.issue('warning', message),
    debug: (message) => log.debug(message),
  }
}
