import type { Instant } from '@mintwell/clock'
import type { TaskStart } from './observations.ts'

/** AzureCLI names its inline script by the time at which it wrote it, right before it logs in (microsoft/azure-pipelines-tasks, AzureCLIV2 `src/Utility.ts`). */
const SCRIPT_NAME = /azureclitaskscript(\d{13})/

/** When the task that runs this script started: by the name of its script among the ancestors, else not before the run itself. */
export function findTaskStart(
  ancestors: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): TaskStart {
  for (const line of ancestors) {
    const [, stamp] = SCRIPT_NAME.exec(line) ?? []
    if (stamp !== undefined) return { at: Number(stamp), from: 'script-name' }
  }
  const started = readTime(env.SYSTEM_PIPELINESTARTTIME)
  return started === undefined ? { at: null, from: 'unknown' } : { at: started, from: 'pipeline-start' }
}

/** Azure Pipelines writes `2026-04-20 01:04:56+00:00`. */
function readTime(text: string | undefined): Instant | undefined {
  const instant = Date.parse(text?.trim().replace(' ', 'T') ?? '')
  return Number.isNaN(instant) ? undefined : instant
}
