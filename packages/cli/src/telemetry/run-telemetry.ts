import { basename } from 'node:path'
import type { RefusalSignal } from '@mintwell/client'
import { type About, isRefused, type RunDocument, type RunRecord } from '@mintwell/record'
import { say } from '../say.ts'
import type { Io } from '../verb.ts'
import { openTelemetry } from './open-telemetry.ts'

/**
 * Opens the telemetry of runs in the lab; undefined where nobody asked for it. What this gives sends a finished document: the receipts and refusals of its runs.
 *
 * @throws UsageError where `--otlp` is no address
 */
export async function openRunTelemetry(
  given: string | undefined,
  about: About,
  io: Io,
): Promise<((document: RunDocument) => Promise<void>) | undefined> {
  const attributes = { 'mintwell.pipeline': nameOf(about), 'mintwell.lab': true }
  const telemetry = await openTelemetry(given, attributes, io, (text) => say(io.stderr, `mintwell: warning: ${text}`))
  return (
    telemetry &&
    (({ runs }) => {
      for (const run of runs) {
        for (const receipt of run.receipts) telemetry.token(receipt)
        for (const refusal of refusalsOf(run)) telemetry.refused(refusal)
      }
      return telemetry.flush()
    })
  )
}

/** A folder and its file; of paths no more leaves this machine. */
function nameOf(about: About): string | null {
  const { pipeline, task } = about as { readonly pipeline?: unknown; readonly task?: { readonly name?: unknown } }
  if (typeof pipeline === 'string') return basename(pipeline)
  return typeof task?.name === 'string' ? task.name : null
}

/** What Azure DevOps and the token services refused in a run. */
export function refusalsOf({ exchanges, refusals }: RunRecord): readonly RefusalSignal[] {
  return [
    ...refusals.map(({ at, stage, job, step, connectionId, status, reason }) => ({
      service: 'azure-devops',
      code: `HTTP ${status}`,
      message: reason,
      at: Date.parse(at),
      stage,
      job,
      step,
      connection: connectionId,
    })),
    ...exchanges.filter(isRefused).map(({ at, service, stage, job, step, status, error }) => ({
      service,
      code: error ?? `HTTP ${status}`,
      message: `${service} refused an exchange: ${error ?? `HTTP ${status}`}`,
      at: Date.parse(at),
      stage,
      job,
      step,
      connection: null,
    })),
  ]
}
