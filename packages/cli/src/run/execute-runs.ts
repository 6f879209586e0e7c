import { formatLanguageError, LanguageError } from '@mintwell/language'
import { type About, RecordError, type RunDocument, type RunRecord, startRunFold } from '@mintwell/record'
import { EXIT_INTERRUPTED, type Io } from '../verb.ts'
import { LogPrinter } from './print-log.ts'
import { noteOf } from './print-notes.ts'
import { UnreadableFileError } from './read-user-file.ts'
import {
  formatDocument,
  formatTables,
  hasColours,
  openEventWriter,
  type RunOutput,
  tableStyleOf,
} from './run-output.ts'
import type { SessionRequest } from './session-parts.ts'
import { SettingsError } from './settings.ts'

/**
 * Runs what was asked for and prints it as it goes, then the document or the tables. Gives the exit code.
 *
 * @param about what the runs are of: `{ pipeline }` or `{ task }`
 */
export async function executeRuns(request: SessionRequest, output: RunOutput, about: About, io: Io): Promise<number> {
  const toPeople = !output.json && output.events !== '-'
  const log = toPeople ? io.stdout : io.stderr
  const note = (text: string) => void io.stderr.write(`lab: ${text}\n`)
  if (!output.quiet) note(reachOf(request))
  const printer = new LogPrinter((text) => void log.write(text), hasColours(log, io.env))
  const fold = startRunFold()
  const events = output.events === undefined ? undefined : openEventWriter(output.events, io.stdout)
  try {
    const { runSession } = await import('../run/session.ts')
    await runSession(
      request,
      about,
      {
        onEnvelopes(envelopes) {
          events?.write(envelopes)
          if (!output.quiet) printer.envelopes(envelopes)
          for (const envelope of envelopes) {
            fold.add(envelope)
            const text = noteOf(envelope)
            if (text !== undefined) note(text)
          }
        },
        onNote: note,
      },
      io,
    )
  } finally {
    events?.close()
  }
  const document = fold.document()
  if (output.json) io.stdout.write(formatDocument(document))
  if (toPeople)
    io.stdout.write(
      `${output.quiet ? '' : '\n'}${formatTables(document, output.details, tableStyleOf(io.stdout, io.env))}`,
    )
  return exitCodeOf(document, request, io)
}

function reachOf({ allowHosts }: SessionRequest): string {
  const others = allowHosts.length > 0 ? ` and ${allowHosts.join(', ')}` : ' alone'
  return `steps run on this machine, in a HOME and workspace of their own; of the network they reach the lab${others}`
}

function exitCodeOf({ runs }: RunDocument, request: SessionRequest, io: Io): number {
  if (io.signal.aborted) {
    const { length } = runs.filter(({ result }) => result !== null && result !== 'canceled')
    io.stderr.write(`mintwell: interrupted after ${length} of ${request.runs.length} runs\n`)
    return EXIT_INTERRUPTED
  }
  return runs.every(hasSucceeded) && runs.length === request.runs.length ? 0 : 1
}

function hasSucceeded({ result }: RunRecord): boolean {
  return result === 'succeeded' || result === 'succeededWithIssues'
}

/**
 * The text of an error that is the user's to mend; undefined for any other. Whoever reads a file that the user named says so ({@link UnreadableFileError}): a system error by
 * itself is about some other file, which the user cannot mend.
 */
export function describeBadInput(error: unknown, verb: string): string | undefined {
  if (error instanceof LanguageError) return formatLanguageError(error)
  if (error instanceof RecordError) return `${error.message}\n  ${error.hint}`
  if (error instanceof SettingsError || error instanceof UnreadableFileError) return error.message
  if (error instanceof Error && error.name === 'LabError') return `mintwell ${verb}: ${error.message}`
  return undefined
}
