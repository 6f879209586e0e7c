import type { Instant } from '@mintwell/clock'
import type { Envelope, StepIdentity } from '@mintwell/record'
import { foreignText } from '@mintwell/token'
import type { HistoryLine } from '../history/history.ts'

/** When something began and ended; null where the record does not say. */
export interface Span {
  readonly startedAt: Instant | null
  readonly finishedAt: Instant | null
}

/** What a step printed, and the version of its task where the task's header names one. */
export interface PrintedByStep {
  readonly lines: readonly HistoryLine[]
  readonly taskVersion: string | null
}

/** The times of runs and jobs, and the logs of steps: what the document of a record leaves out. */
export interface SpanFold {
  add(envelope: Envelope): void
  ofRun(run: number): Span
  ofJob(run: number, stage: string, job: string): Span
  /** @param attempt 0 for the first try of a step that is tried again */
  ofStep(run: number, step: StepIdentity, attempt: number): PrintedByStep
}

/** The line of a task's header that names its version, as the agent prints it. */
const VERSION_LINE = /^Version {2,}: (\d+\.\d+\.\d+)$/

interface LogInProgress {
  readonly lines: HistoryLine[]
  taskVersion: string | null
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Begins to fold. */
export function foldSpans(): SpanFold {
  const spans = new Map<string, Mutable<Span>>()
  const logs = new Map<string, LogInProgress[]>()
  const spanOf = (...key: readonly (string | number)[]) => entry(spans, key, () => ({ ...UNKNOWN }))
  return {
    add({ run, at, event }) {
      if (run === null) return
      const instant = Date.parse(at)
      if (event.kind === 'run-queued') spanOf(run).startedAt = instant
      if (event.kind === 'run-finished') spanOf(run).finishedAt = instant
      if (event.kind === 'job-started') spanOf(run, event.stage, event.job).startedAt = instant
      if (event.kind === 'job-finished') spanOf(run, event.stage, event.job).finishedAt = instant
      if (event.kind !== 'line' && event.kind !== 'step-started') return
      const attempts = entry(logs, [run, event.stage, event.job, event.step], () => [])
      if (event.kind === 'step-started' || attempts.length === 0) attempts.push({ lines: [], taskVersion: null })
      const log = attempts.at(-1)
      if (event.kind === 'step-started' || !log) return
      log.taskVersion ??= VERSION_LINE.exec(event.text)?.[1] ?? null
      log.lines.push({ at: instant, kind: event.line, text: foreignText(event.text) })
    },
    ofRun: (run) => spans.get(JSON.stringify([run])) ?? UNKNOWN,
    ofJob: (run, stage, job) => spans.get(JSON.stringify([run, stage, job])) ?? UNKNOWN,
    ofStep: (run, { stage, job, step }, attempt) =>
      logs.get(JSON.stringify([run, stage, job, step]))?.[attempt] ?? NO_LOG,
  }
}

const UNKNOWN: Span = { startedAt: null, finishedAt: null }
const NO_LOG: PrintedByStep = { lines: [], taskVersion: null }

function entry<V>(map: Map<string, V>, key: readonly (string | number)[], make: () => V): V {
  const text = JSON.stringify(key)
  const known = map.get(text)
  if (known !== undefined) return known
  const made = make()
  map.set(text, made)
  return made
}
