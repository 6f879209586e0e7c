import type { Instant } from '@mintwell/clock'
import type { History } from '../history/history.ts'
import { LineSplitter } from '../lines/line-splitter.ts'
import type { JobReading } from '../log/job-reading.ts'
import { LogReader } from '../log/log-reader.ts'
import { safeText } from '../redaction/redact.ts'
import { type FilePlace, isOfInterest, placeFiles } from './file-place.ts'
import { groupByRun, type Piece } from './pieces.ts'
import { historiesOf } from './pipelines.ts'
import { runOf } from './run-of-pieces.ts'
import { TokenBook } from './token-book.ts'

/** A file of log: where it lies, and its bytes, piece by piece. Folders and archives come as the files in them, with slashes in their paths. */
export interface LogFile {
  readonly path: string
  /** When it was last changed: the time of a text that has none. Null where nothing tells. */
  readonly modifiedAt: Instant | null
  open(): AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Logs as histories. */
export interface LogsReading {
  /** One for each pipeline that the logs are of. */
  readonly histories: readonly History[]
  /** Files in which nothing of a pipeline was found. */
  readonly unrelated: readonly string[]
}

/** The step of a text that has none. */
const NO_STEP = 'log'

/**
 * Reads logs: files of steps and of whole jobs, copies from the web page, the layout of "Download logs", in any order and of several pipelines. Takes memory for what they tell, not for what
 * they are.
 */
export async function readLogs(files: readonly LogFile[]): Promise<LogsReading> {
  const places = new Map(placeFiles(files.map(({ path }) => path)).map((place) => [place.path, place]))
  const pieces: Piece[] = []
  const unrelated: string[] = []
  for (const file of files) {
    const place = places.get(file.path)
    if (place === undefined || !isOfInterest(file.path)) continue
    const jobs = await readFile(file)
    const telling = jobs.filter(isTelling)
    if (telling.length === 0) unrelated.push(file.path)
    for (const job of telling) pieces.push({ place, job, modifiedAt: file.modifiedAt })
  }
  const book = new TokenBook()
  const ids = new Set<string>()
  const runs = inOrder(groupByRun(pieces)).map((group) => runOf(group, idOf(group, ids), book))
  return { histories: historiesOf(runs, book), unrelated }
}

/** Of runs that are in one file, the earlier one has its plain name. */
function inOrder(groups: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] {
  const startOf = (group: readonly Piece[]) =>
    Math.min(...group.map(({ job }) => job.startedAt ?? Number.POSITIVE_INFINITY))
  return groups.toSorted((a, b) => startOf(a) - startOf(b) || 0)
}

async function readFile(file: LogFile): Promise<readonly JobReading[]> {
  const splitter = new LineSplitter()
  const reader = new LogReader(NO_STEP)
  for await (const chunk of file.open()) for (const line of splitter.push(chunk)) reader.read(line)
  for (const line of splitter.end()) reader.read(line)
  return reader.end()
}

/** Whether a log is one of a pipeline, or tells of a token. */
function isTelling({ name, run, steps }: JobReading): boolean {
  const isOfAgent = name !== null || run.agentVersion !== null
  return isOfAgent || steps.some(({ marks, task, isFinished }) => marks.length > 0 || task !== null || isFinished)
}

/** A name for the run that no other run has: its number, that of the archive, else the name of its folder or file. */
function idOf(pieces: readonly Piece[], taken: Set<string>): string {
  const known = pieces.map(({ job }) => job.run.buildId ?? job.run.buildNumber).find((id) => id !== null)
  const wanted = safeText(known ?? nameOf(pieces[0]?.place), 120)
  let id = wanted
  for (let count = 2; taken.has(id); count += 1) id = `${wanted} (${count})`
  taken.add(id)
  return id
}

function nameOf(place: FilePlace | undefined): string {
  const path = place?.runFolder ?? place?.path ?? ''
  const base = path.split('/').findLast((part) => part !== '') ?? 'run'
  return /^logs_(\d{1,12})\.zip$/.exec(base)?.[1] ?? base.replace(/\.(?:zip|txt|log)$/, '')
}
