import type { TaskHost } from './task-host.ts'

/** Between two logins of a step with `keepAzSessionActive` (azure-pipelines-tasks, azureclitask.ts: 480 000 ms). */
const RENEW_EVERY_MS = 480_000

/**
 * Runs `work` and, beside it, `renew` every eight minutes, as AzureCLI's `keepAzSessionActive` does: whatever the token says, and a renewal that fails is a warning.
 * The variables of a script that already runs stay as they are.
 */
export async function keepSession<T>(host: TaskHost, renew: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const over = new AbortController()
  const renewals = renewUntil(host, renew, over.signal).catch(() => {})
  try {
    return await work()
  } finally {
    over.abort()
    await renewals
  }
}

async function renewUntil(host: TaskHost, renew: () => Promise<void>, over: AbortSignal): Promise<void> {
  for (let at = host.now() + RENEW_EVERY_MS; ; at += RENEW_EVERY_MS) {
    await host.sleepUntil(at, over)
    host.debug('Refreshing the session of az.')
    await host.busy(async () => {
      try {
        await renew()
      } catch (error) {
        host.issue('warning', `The session of az could not be refreshed: ${(error as Error).message}`)
      }
    })
  }
}
