import './environment-at-start.ts'
import { runFreshAzureCli } from '@mintwell/azure-cli'
import { openAgentTask } from './agent-task-host.ts'
import { taskLib } from './task-lib.ts'

/** The entry of MintwellAzureCLI@1: one run of the engine, and its result in the agent's words. */
async function main(): Promise<void> {
  const task = await openAgentTask()
  try {
    const { result, message } = await runFreshAzureCli(task.host)
    taskLib.finish(result, message)
  } finally {
    await task.close()
  }
}

main().catch((error: unknown) => taskLib.finish('failed', error instanceof Error ? error.message : String(error)))
