import { formatLanguageError, LanguageError } from '@mintwell/language'
import type { Io } from '../verb.ts'
import { LogPrinter } from './print-log.ts'
import { UnreadableFileError } from './read-user-file.ts'
import type { RunRecord } from './record.ts'
import type { SessionObserver, SessionRequest } from './session.ts'
import { SettingsError } from './settings.ts'

/** What is printed: for people, one document, or the events. */
export type RunOutput = 'text' | 'json' | 'jsonl'

/**
 * Runs what was asked for and prints it as it goes, then the document or the tables. Gives the exit code.
 *
 * @param about what the document of `--json` says beside the runs
 */
export async function executeRuns(
  request: SessionRequest,
  output: RunOutput,
  about: Readonly<Record<string, unknown>>,
  io: Io,
): Promise<number> {
  const log = output === 'text' ? io.stdout : io.stderr
  const note = (text: string) => void io.stderr.write(`lab: ${text}\n`)
  note(
    `steps run on this machine, in a HOME and workspace of their own; of the network they reach the lab${request.allowHosts.length > 0 ? ` and ${request.allowHosts.join(', ')}` : ' alone'}`,
  )
  const printer = new LogPrinter((text) => void log.write(text), (log as { isTTY?: boolean }).isTTY === true)
  const events = output === 'jsonl' ? (event: unknown) => void io.stdout.write(`${JSON.stringify(event)}\n`) : undefined
  const observer: SessionObserver = {
    onRun: ({ number, reason, queuedAt }) => {
      printer.runStarted(number, reason, Date.parse(queuedAt))
      events?.({ kind: 'run-started', run: number, reason, queuedAt })
    },
    onEvents: (told, number) => {
      printer.events(told)
      if (events) for (const event of told) events({ run: number, ...event, at: new Date(event.at).toISOString() })
    },
    onLabEvent: (event) => {
      if (event.kind === 'connection-provisioned')
        note(
          `the service connection '${event.connection}' was not configured: it is made, with an app registration and its federated credential`,
        )
      if (event.kind === 'service-failed') note(`a service of the lab failed (${event.service}): ${event.message}`)
      events?.({ ...event, at: new Date(event.at).toISOString() })
    },
    onNote: note,
    onRunEnd: (record) =>
      events?.({
        kind: 'run-finished',
        run: record.number,
        result: record.result,
        receipts: record.receipts,
        exchanges: record.exchanges,
      }),
  }
  const { runSession } = await import('../run/session.ts')
  const records = await runSession(request, observer, io)
  if (output === 'json') io.stdout.write(`${JSON.stringify({ schema: 1, ...about, runs: records }, null, 2)}\n`)
  if (output === 'text') {
    const { summaryTables } = await import('../run/print-tables.ts')
    io.stdout.write(`\n${summaryTables(records)}`)
  }
  return allSucceeded(records) && records.length === request.runs.length ? 0 : 1
}

function allSucceeded(records: readonly RunRecord[]): boolean {
  return records.every(({ result }) => result === 'succeeded' || result === 'succeededWithIssues')
}

/**
 * The text of an error that is the user's to mend; undefined for any other. Whoever reads a file that the user named says so ({@link UnreadableFileError}): a system error by
 * itself is about some other file, which the user cannot mend.
 */
export function describeBadInput(error: unknown, verb: string): string | undefined {
  if (error instanceof LanguageError) return formatLanguageError(error)
  if (error instanceof SettingsError || error instanceof UnreadableFileError) return error.message
  if (error instanceof Error && error.name === 'LabError') return `mintwell ${verb}: ${error.message}`
  return undefined
}
