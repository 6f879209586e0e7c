import type { Instant } from '@mintwell/clock'
import type { History } from '../history/history.ts'
import { LineSplitter } from '../lines/line-splitter.ts'
import type { JobReading } from '../log/job-reading.ts'
import { LogReader } from '../log/log-reader.ts'
import { type Explain, explainMany } from '../log/refusal-text.ts'
import { safeText } from '../redaction/redact.ts'
import { type FilePlace, isOfInterest, placeFiles } from './file-place.ts'
import { groupByRun, type KnownRun, type Piece } from './pieces.ts'
import { historiesOf } from './pipelines.ts'
import { runOf } from './run-of-pieces.ts'
import { TokenBook } from './token-book.ts'

/** A file of log: where it lies, and its bytes, piece by piece. Folders and archives come as the files in them, with slashes in their paths. */
export interface LogFile {
  readonly path: string
  /** When it was last changed: the time of a text that has none. Null where nothing tells. */
  readonly modifiedAt: Instant | null
  /** What is known of its run besides, where it is from a service. */
  readonly run?: KnownRun
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
  const explain = explainMany()
  const unrelated: string[] = []
  for (const file of files) {
    const place = places.get(file.path)
    if (place === undefined || !isOfInterest(file.path)) continue
    const jobs = await readFile(file, explain)
    const telling = jobs.filter(isTelling)
    if (telling.length === 0) unrelated.push(file.path)
    for (const job of telling) pieces.push({ place, job, modifiedAt: file.modifiedAt, known: file.run ?? null })
  }
  const book = new TokenBook()
  const groups = inOrder(groupByRun(pieces))
  const ids = idsOf(groups)
  const runs = groups.map((group, index) => runOf(group, ids[index] ?? 'run', book))
  return { histories: historiesOf(runs, book), unrelated }
}

/** Of runs that are in one file, the earlier one has its plain name. */
function inOrder(groups: readonly (readonly Piece[])[]): readonly (readonly Piece[])[] {
  const startOf = (group: readonly Piece[]) =>
    Math.min(...group.map(({ job }) => job.startedAt ?? Number.POSITIVE_INFINITY))
  return groups.toSorted((a, b) => startOf(a) - startOf(b) || 0)
}

async function readFile(file: LogFile, explain: Explain): Promise<readonly JobReading[]> {
  const splitter = new LineSplitter()
  const reader = new LogReader(NO_STEP, explain)
  for await (const chunk of file.open()) for (const line of splitter.push(chunk)) reader.read(line)
  for (const line of splitter.end()) reader.read(line)
  return reader.end()
}

/** Whether a log is one of a pipeline, or tells of a token. */
function isTelling({ name, run, steps }: JobReading): boolean {
  const isOfAgent = name !== null || run.agentVersion !== null
  return isOfAgent || steps.some(({ marks, task, isFinished }) => marks.length > 0 || task !== null || isFinished)
}

/** Names for the runs, in their order: the number where a log has it, that of the archive, else the folder or the file, with as much of its path as tells it from others. */
function idsOf(groups: readonly (readonly Piece[])[]): readonly string[] {
  const wanted = groups.map((pieces) => {
    const known =
      pieces[0]?.known?.id ?? pieces.map(({ job }) => job.run.buildId ?? job.run.buildNumber).find((id) => id !== null)
    return known === undefined || known === null ? namesOf(pieces[0]?.place) : [known]
  })
  const plain = wanted.map((names) => names[0])
  const taken = new Set<string>()
  return wanted.map((names) => {
    const isAmbiguous = plain.filter((name) => name === names[0]).length > 1
    const name = safeText((isAmbiguous ? names.at(-1) : names[0]) ?? 'run', 160)
    let id = name
    for (let count = 2; taken.has(id); count += 1) id = `${name} (${count})`
    taken.add(id)
    return id
  })
}

/** The name of a run's folder or file, and the same with the folder that it lies in. */
function namesOf(place: FilePlace | undefined): readonly string[] {
  const parts = (place?.runFolder ?? place?.path ?? 'run').split('/').filter((part) => part !== '')
  const base = parts.at(-1) ?? 'run'
  const number = /^logs_(\d{1,12})\.zip$/.exec(base)?.[1]
  if (number !== undefined) return [number]
  const name = base.replace(/\.(?:zip|txt|log|json)$/, '')
  return parts.length < 2 ? [name] : [name, `${parts.at(-2)}/${name}`]
}
