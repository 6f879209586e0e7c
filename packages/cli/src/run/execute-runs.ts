import { formatLanguageError, LanguageError } from '@mintwell/language'
import {
  type About,
  type Envelope,
  RecordError,
  type RunDocument,
  type RunRecord,
  startRunFold,
} from '@mintwell/record'
import { isReported, textOfError } from '../errors.ts'
import type { ReportFolder } from '../report/report-folder.ts'
import { say } from '../say.ts'
import { openRunTelemetry } from '../telemetry/run-telemetry.ts'
import { EXIT_INTERRUPTED, type Io } from '../verb.ts'
import { breachesOf } from './fail-on.ts'
import { LogPrinter } from './print-log.ts'
import { noteOf } from './print-notes.ts'
import { showProgress } from './progress.ts'
import { resultsXml } from './results-xml.ts'
import {
  formatDocument,
  formatTables,
  hasColours,
  openEventWriter,
  type RunOutput,
  tableStyleOf,
} from './run-output.ts'
import type { SessionRequest } from './session-parts.ts'
import { writeUserFile } from './write-user-file.ts'

/**
 * Runs what was asked for and prints it as it goes, then the document or the tables. Gives the exit code.
 *
 * @param about what the runs are of: `{ pipeline }` or `{ task }`
 * @param beside says how it ended, where it is not the results of the runs that count
 */
export async function executeRuns(
  request: SessionRequest,
  output: RunOutput,
  about: About,
  io: Io,
  beside?: RunsBeside,
): Promise<number> {
  const toPeople = !output.json && output.events !== '-'
  const log = toPeople ? io.stdout : io.stderr
  const note = (text: string) => say(io.stderr, `lab: ${text}`)
  if (!output.quiet) note(reachOf(request))
  const telemetry = await openRunTelemetry(output.otlp, about, io)
  const printer = new LogPrinter((text) => void log.write(text), hasColours(log, io.env))
  const fold = startRunFold()
  const configured = new Set(Object.keys(request.settings.connections ?? {}).map((name) => name.toLowerCase()))
  const progress = showProgress(request.runs.length, io.stderr, output.quiet)
  const report = output.report === undefined ? undefined : await openReport(output.report, io)
  const events = output.events === undefined ? undefined : openEventWriter(output.events, io.stdout)
  try {
    const { runSession } = await import('../run/session.ts')
    await runSession(
      request,
      about,
      {
        onEnvelopes(envelopes) {
          events?.write(envelopes)
          report?.add(envelopes)
          beside?.add(envelopes)
          if (!output.quiet) printer.envelopes(envelopes)
          for (const envelope of envelopes) {
            fold.add(envelope)
            const text = noteOf(envelope, configured)
            if (text !== undefined) note(text)
            if (envelope.event.kind === 'run-finished') progress.ended()
          }
        },
        onNote: note,
      },
      io,
    )
  } finally {
    events?.close()
    progress.clear()
    if (report) say(io.stderr, `mintwell run: the report is ${report.finish()}`)
  }
  const document = fold.document()
  if (output.json) io.stdout.write(formatDocument(document))
  if (toPeople)
    io.stdout.write(
      `${output.quiet ? '' : '\n'}${formatTables(document, output.details, tableStyleOf(io.stdout, io.env))}`,
    )
  if (output.resultsXml !== undefined)
    writeUserFile(
      output.resultsXml,
      resultsXml(document.runs, (run) => breachesOf(run, output.failOn)),
    )
  noteSilentEcho(document, request, io)
  await telemetry?.(document)
  if (beside && !io.signal.aborted) return beside.finish()
  return exitCodeOf(document, request, output, io)
}

/** Whoever else takes what happens, and says how it ended in place of the results of the runs. */
export interface RunsBeside {
  add(envelopes: readonly Envelope[]): void
  /** Gives the exit code. */
  finish(): number
}

/** Loaded where it is asked for: most runs have no report. */
async function openReport(directory: string, io: Io): Promise<ReportFolder> {
  const { openReportFolder } = await import('../report/report-folder.ts')
  return openReportFolder(directory, io)
}

function reachOf({ allowHosts }: SessionRequest): string {
  const others = allowHosts.length > 0 ? ` and ${allowHosts.join(', ')}` : ' alone'
  return `steps run on this machine, in a HOME and workspace of their own; of the network they reach the lab${others}`
}

function exitCodeOf({ runs }: RunDocument, request: SessionRequest, { failOn }: RunOutput, io: Io): number {
  if (io.signal.aborted) {
    const { length } = runs.filter(({ result }) => result !== null && result !== 'canceled')
    io.stderr.write(`mintwell: interrupted after ${length} of ${request.runs.length} runs\n`)
    return EXIT_INTERRUPTED
  }
  const breaches = runs.flatMap((run) => breachesOf(run, failOn).map((text) => `run ${run.number}: ${text}`))
  for (const text of breaches) say(io.stderr, `mintwell: --fail-on: ${text}`)
  if (breaches.length > 0) return 1
  return runs.every(hasSucceeded) && runs.length === request.runs.length ? 0 : 1
}

/** Echo was on and no token was re-issued: the user learns why, and what shows it. */
function noteSilentEcho({ runs }: RunDocument, { faults, plan }: SessionRequest, io: Io): void {
  if (!faults.some((fault) => /^echo(:|$)/.test(fault)) || io.signal.aborted) return
  const receipts = runs.flatMap(({ receipts }) => receipts)
  if (receipts.length === 0 || receipts.some(({ findings }) => findings.includes('echoed'))) return
  const end = receipts[0]?.expiresAt ?? null
  const until = end === null ? '' : ` The first token expires at ${end}: a run that starts before then gets it again.`
  io.stderr.write(
    `lab: echo was on but no token was re-issued: each step asked after the token before it had expired, or was the first to ask.${until} To see which starts fail: mintwell run ${plan.pipeline} --sweep\n`,
  )
}

function hasSucceeded({ result }: RunRecord): boolean {
  return result === 'succeeded' || result === 'succeededWithIssues'
}

/**
 * The text of an error that is the user's to mend; undefined for any other. Code that reads a file that the user named says so (`UnreadableFileError`): a system error by
 * itself is about some other file, which the user cannot mend.
 */
export function describeBadInput(error: unknown, verb: string): string | undefined {
  if (error instanceof LanguageError) return formatLanguageError(error)
  if (!isReported(error) || error.code === 'ERR_OUTPUT') return undefined
  // Files are named by the message itself.
  const isOfAFile =
    error.code === 'ERR_SETTINGS' || error.code === 'ERR_FILE_UNREADABLE' || error instanceof RecordError
  return isOfAFile ? textOfError(error) : `mintwell ${verb}: ${textOfError(error)}`
}
