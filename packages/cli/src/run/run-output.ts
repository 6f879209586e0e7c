import { closeSync, openSync, writeFileSync } from 'node:fs'
import { styleText } from 'node:util'
import {
  detailTables,
  type Envelope,
  type Paint,
  plainPaint,
  type RunDocument,
  summaryTable,
  type TableStyle,
  type Tone,
  USUAL_WIDTH,
} from '@mintwell/record'
import { jsonText } from '../say.ts'
import { OutputError } from '../standard-output.ts'
import { proseWidthOf } from '../wrap-text.ts'
import type { FailOn } from './fail-on.ts'
import { whyFailed } from './why-failed.ts'

/** What is printed of runs, and where. */
export interface RunOutput {
  /** The document on stdout at the end. */
  readonly json: boolean
  /** Where the events go, one a line: a file, `-` for stdout. */
  readonly events: string | undefined
  /** The long form of the tables. */
  readonly details: boolean
  /** No log: the tables alone. */
  readonly quiet: boolean
  /** What fails the command although the runs succeeded. */
  readonly failOn: readonly FailOn[]
  /** Where the results go as JUnit XML. */
  readonly resultsXml: string | undefined
  /** The folder of the report: a page and the records that it is built from. */
  readonly report: string | undefined
  /** Where telemetry goes; by default where OpenTelemetry's variables say, or nowhere. */
  readonly otlp?: string | undefined
}

/** Writes the events of a session, one a line. */
export interface EventWriter {
  write(envelopes: readonly Envelope[]): void
  close(): void
}

/**
 * Opens where `--jsonl` writes. A file is written as it goes, so that a session that is killed leaves what happened until then.
 *
 * @throws the system's error where the file cannot be written
 */
export function openEventWriter(target: string, stdout: NodeJS.WritableStream): EventWriter {
  const linesOf = (envelopes: readonly Envelope[]) => envelopes.map((each) => jsonText(each)).join('')
  if (target === '-') return { write: (envelopes) => void stdout.write(linesOf(envelopes)), close: () => {} }
  // Log lines of a step may name what only its owner should read.
  const file = openSync(target, 'w', 0o600)
  return {
    write(envelopes) {
      try {
        writeFileSync(file, linesOf(envelopes))
      } catch (error) {
        throw new OutputError(target, error as NodeJS.ErrnoException)
      }
    },
    close: () => closeSync(file),
  }
}

/** The document as `--json` prints it. */
export function formatDocument(document: RunDocument): string {
  return jsonText(document, 2)
}

/** How tables are written, and the texts beside them: `proseWidth` is missing where lines stay whole. */
export type ProseStyle = TableStyle & { readonly proseWidth?: number }

/** The tables as `run` prints them at its end, and why a run failed. */
export function formatTables({ runs }: RunDocument, details: boolean, style: ProseStyle): string {
  const tables = details ? detailTables(runs, style) : summaryTable(runs, style)
  const why = whyFailed(runs, style.proseWidth)
  return why === '' ? tables : `${tables}\n${why}`
}

const STYLES: Readonly<Record<Exclude<Tone, 'plain'>, Parameters<typeof styleText>[0]>> = {
  good: 'green',
  warning: 'yellow',
  bad: 'red',
}

const colourPaint: Paint = (text, tone) =>
  tone === 'plain' || text === '' ? text : styleText(STYLES[tone], text, { validateStream: false })

/** The narrowest terminal that tables are laid out for. */
const NARROWEST = 80

/** How tables are written to a stream: as wide as its terminal, in colour where it has any and NO_COLOR is not set (no-color.org). */
export function tableStyleOf(
  stream: NodeJS.WritableStream,
  env: Readonly<Record<string, string | undefined>>,
): ProseStyle {
  const proseWidth = proseWidthOf(stream)
  const { isTTY, columns } = stream as { readonly isTTY?: boolean; readonly columns?: number }
  return {
    width: isTTY === true && columns !== undefined ? Math.max(NARROWEST, columns) : USUAL_WIDTH,
    paint: hasColours(stream, env) ? colourPaint : plainPaint,
    ...(proseWidth === undefined ? {} : { proseWidth }),
  }
}

/** Whether a stream is shown in colours. */
export function hasColours(stream: NodeJS.WritableStream, env: Readonly<Record<string, string | undefined>>): boolean {
  return (stream as { readonly isTTY?: boolean }).isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb'
}
