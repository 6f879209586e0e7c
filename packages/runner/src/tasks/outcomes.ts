import type { TaskOutcome } from '@mintwell/azure-cli'

/** The end of a task that did what it should. */
export const succeeded: TaskOutcome = { result: 'succeeded', message: '', exitCode: null }

/** The end of a task that could not do it, with the words that its step shows. */
export function failed(message: string): TaskOutcome {
  return { result: 'failed', message, exitCode: null }
}
