import type { TaskOutcome } from '@mintwell/azure-cli'
import type { Attempt } from '../job/step-run.ts'
import { taskHeader } from '../job/task-header.ts'
import { runNodeTask } from '../node-task/run-node-task.ts'
import { builtInTasks } from '../tasks/built-in-tasks.ts'
import { createFreshTaskHost } from '../tasks/fresh-task-host.ts'
import { failed } from '../tasks/outcomes.ts'
import { createTaskHost } from '../tasks/step-task-host.ts'
import { isStubbed, runStub } from '../tasks/stub-task.ts'

/** Runs the task of a step: from its folder, or the built-in one. What it throws is its failure. */
export async function runTask(attempt: Attempt): Promise<TaskOutcome> {
  const { job, step, catalog, access } = attempt
  const { name, major } = step.task
  const definition = catalog.find(name, major)
  const { stubs } = job.ports.settings
  if (isStubbed(stubs, [name, definition?.name ?? name, definition?.id ?? name], major)) return runStub(attempt)
  const isServer = definition?.runsOn === 'server'
  if (definition && isServer !== (job.job.pool?.server === true)) return failed(wrongPool(name, major, isServer))
  const task = builtInTasks.get(`${definition?.name ?? name}@${major}`.toLowerCase())
  try {
    if (definition?.folder) return await runNodeTask(attempt, { ...definition, folder: definition.folder })
    if (!definition || !task) return failed(notHere(name, major))
    if (definition.about) for (const text of taskHeader(definition)) attempt.log.line('plain', text)
    const host = createTaskHost(attempt, definition)
    return await task({
      attempt,
      definition,
      host,
      policy: { login: job.ports.settings.azureCliLogin },
      fresh: () => createFreshTaskHost(attempt, host),
      command: () => {
        if (!access.command) throw new Error('MintwellSetup@1 cannot be run here: there is no command to put on PATH.')
        return access.command
      },
    })
  } catch (error) {
    return { result: 'failed', message: (error as Error).message, exitCode: null }
  }
}

function notHere(name: string, major: number): string {
  return `The task ${name}@${major} is not built in, and its folder was not given. Give its folder (--tasks DIR, or tasks: in mintwell.yml), fetch it from your organization (mintwell task fetch ${name}@${major} --organization NAME), or record its inputs and do nothing (--stub ${name}@${major}).`
}

function wrongPool(name: string, major: number, isServer: boolean): string {
  return isServer
    ? `The task ${name}@${major} runs at the service, in a job with 'pool: server'; this job has an agent.`
    : `The task ${name}@${major} needs an agent, and this job has 'pool: server'.`
}
