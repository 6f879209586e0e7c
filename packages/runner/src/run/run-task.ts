import type { TaskOutcome } from '@mintwell/azure-cli'
import type { Attempt } from '../job/step-run.ts'
import { runNodeTask } from '../node-task/run-node-task.ts'
import { builtInTasks } from '../tasks/built-in-tasks.ts'
import { createFreshTaskHost } from '../tasks/fresh-task-host.ts'
import { createTaskHost } from '../tasks/step-task-host.ts'

/** Runs the task of a step: from its folder, or the built-in one. What it throws is its failure. */
export async function runTask(attempt: Attempt): Promise<TaskOutcome> {
  const { job, step, catalog, access } = attempt
  const definition = catalog.find(step.task.name, step.task.major)
  const task = builtInTasks.get(`${definition?.name ?? step.task.name}@${step.task.major}`.toLowerCase())
  try {
    if (definition?.folder) return await runNodeTask(attempt, { ...definition, folder: definition.folder })
    if (!definition || !task) throw new Error(`The task ${step.task.name}@${step.task.major} cannot be run.`)
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
