import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { classify, historyOfRecord } from '@mintwell/evidence'
import { type Envelope, RecordError, readRecord } from '@mintwell/record'
import { historyHtml, pageMark } from '@mintwell/report'
import { jsonText, say } from '../say.ts'
import { OutputError } from '../standard-output.ts'
import { type Io, UsageError } from '../verb.ts'
import { putFile } from '../write-file.ts'
import { joinSessions, type SessionHistory } from './join-sessions.ts'

/** The report of a session while it goes: its record grows beside those of earlier sessions, and the page is made of all of them at the end. */
export interface ReportFolder {
  /** Adds what happened to the record of this session. */
  add(envelopes: readonly Envelope[]): void
  /** Ends the record and writes the page; gives the page's file. */
  finish(): string
}

/** Only its owner reads what steps print. */
const OWNERS_MODE = 0o600
/** `0001.jsonl`: the record of a session. */
const RECORD_NAME = /^(\d{4,9})\.jsonl$/
/** Older ones stay in the folder, and on no page. */
const MOST_SESSIONS = 100

/**
 * Opens the folder that `--report` names, and begins a record in it. Nothing of anybody else's is overwritten: a page there that is none of ours is refused.
 *
 * @throws UsageError where the folder cannot be used; OutputError, of `add` and `finish` too, where a file cannot be written
 */
export function openReportFolder(directory: string, io: Pick<Io, 'clock' | 'stderr'>): ReportFolder {
  const page = join(directory, 'index.html')
  const records = join(directory, 'runs')
  refuseForeignPage(page, directory)
  try {
    mkdirSync(records, { recursive: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' || code === 'ENOTDIR')
      throw new UsageError(`--report takes a folder; '${directory}' cannot be one.`, { cause: error })
    throw new OutputError(records, error as NodeJS.ErrnoException)
  }
  const { file, descriptor } = beginRecord(records)
  return {
    add(envelopes) {
      try {
        writeFileSync(descriptor, envelopes.map((each) => jsonText(each)).join(''))
      } catch (error) {
        throw new OutputError(file, error as NodeJS.ErrnoException)
      }
    },
    finish() {
      closeSync(descriptor)
      const history = joinSessions(readSessions(records, io))
      const html = historyHtml(history, classify(history), { madeAt: io.clock.now() })
      try {
        putFile(page, html, OWNERS_MODE)
      } catch (error) {
        throw new OutputError(page, error as NodeJS.ErrnoException)
      }
      return page
    },
  }
}

function refuseForeignPage(page: string, directory: string): void {
  let text: string
  try {
    text = readFileSync(page, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return
    throw new UsageError(`--report: ${page} cannot be read (${code}).`, { cause: error })
  }
  if (text.includes(pageMark)) return
  throw new UsageError(
    `--report: ${page} was not written by mintwell run --report. Name another folder than '${directory}'.`,
  )
}

/** The numbers of the records in a folder, the oldest first. */
function recordNumbers(records: string): readonly { readonly name: string; readonly number: number }[] {
  return readdirSync(records)
    .flatMap((name) => {
      const number = RECORD_NAME.exec(name)?.[1]
      return number === undefined ? [] : [{ name, number: Number(number) }]
    })
    .sort((a, b) => a.number - b.number)
}

/** Creates the next record; two sessions that begin at once get one each. */
function beginRecord(records: string): { readonly file: string; readonly descriptor: number } {
  let number = (recordNumbers(records).at(-1)?.number ?? 0) + 1
  for (;;) {
    const file = join(records, `${String(number).padStart(4, '0')}.jsonl`)
    try {
      return { file, descriptor: openSync(file, 'wx', OWNERS_MODE) }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
        throw new OutputError(file, error as NodeJS.ErrnoException)
      number += 1
    }
  }
}

/** The sessions of a folder. A record that was damaged is named and left out: the runs of now are worth a page without it. */
function readSessions(records: string, { stderr }: Pick<Io, 'stderr'>): readonly SessionHistory[] {
  return recordNumbers(records)
    .slice(-MOST_SESSIONS)
    .flatMap(({ name, number }) => {
      const file = join(records, name)
      try {
        return readSession(file, number)
      } catch (error) {
        // Lines that have the form of events and not their members fail wherever these are first needed.
        const why = error instanceof RecordError ? error.message : 'its events are not those of a record'
        say(stderr, `mintwell run: ${file} is left out of the report: ${why}`)
        return []
      }
    })
}

function readSession(file: string, number: number): readonly SessionHistory[] {
  const text = readFileSync(file, 'utf8')
  // A session that ended before anything happened.
  if (text === '') return []
  const record = readRecord(text)
  return record.kind === 'envelopes' ? [{ number, history: historyOfRecord(record.envelopes) }] : []
}
