import type { Instant } from '@mintwell/clock'
import type { MakeGuid } from '../../ground/guid.ts'
import type { JobFacts } from './job-facts.ts'
import { RecordedRun } from './recorded-run.ts'
import type { LogLine, ReportedRun, RunRecorder, TimelineEntry, TimelinePlace } from './reported-run.ts'
import { planIdOf } from './run-ids.ts'

/** How many runs are kept; older ones are forgotten, so that a year of nights takes no more memory than a month. A choice of the lab. */
export const RUNS_KEPT = 100
/** How much text all logs together may have, in characters; the oldest run's go first. A choice of the lab. */
export const LOG_CHARACTERS_KEPT = 4_194_304

/** One run that used a service connection. */
export interface RecordedUse {
  /** Grows with every use in the lab. */
  readonly id: number
  readonly run: RecordedRun
  readonly at: Instant
}

/** What the lab ran, or is running: for the REST API. Fed by the runner of pipelines; a job that is not reported is listed with what the lab itself has of it. */
export class RunHistory implements RunRecorder {
  readonly #guid: MakeGuid
  readonly #runs = new Map<number, RecordedRun>()
  /** Runs that no runner has told of, with their open jobs. */
  readonly #untold = new Map<number, Set<string>>()
  /** By connection, then by run. */
  readonly #uses = new Map<string, Map<number, { readonly id: number; readonly at: Instant }>>()
  readonly #runsKept: number
  #lastUse = 0
  #characters = 0

  constructor(guid: MakeGuid, { runsKept = RUNS_KEPT }: { readonly runsKept?: number | undefined } = {}) {
    this.#guid = guid
    this.#runsKept = runsKept
  }

  recordRun(run: ReportedRun): void {
    this.#untold.delete(run.runId)
    this.#put(run)
  }

  recordTimeline(runId: number, entry: TimelineEntry): void {
    this.#runs.get(runId)?.put(entry)
  }

  appendLog(runId: number, place: TimelinePlace, lines: readonly LogLine[]): void {
    const run = this.#runs.get(runId)
    if (!run) return
    const before = run.characters
    run.append(place, lines)
    this.#characters += run.characters - before
    this.#dropLogs(run)
  }

  /** A run was given a connection; a run counts once, however many of its jobs have it. */
  recordUse(runId: number, connectionId: string, at: Instant): void {
    const ofConnection = this.#uses.get(connectionId) ?? new Map()
    this.#uses.set(connectionId, ofConnection)
    if (ofConnection.has(runId)) return
    this.#lastUse += 1
    ofConnection.set(runId, { id: this.#lastUse, at })
  }

  /** The runs that were given a connection, as far as they are kept, the newest first. */
  usesOf(connectionId: string): readonly RecordedUse[] {
    const uses = [...(this.#uses.get(connectionId) ?? [])].flatMap(([runId, use]) => {
      const run = this.#runs.get(runId)
      return run ? [{ ...use, run }] : []
    })
    return uses.reverse()
  }

  /** The runs that are kept, the oldest first. */
  all(): readonly RecordedRun[] {
    return [...this.#runs.values()]
  }

  find(runId: number): RecordedRun | undefined {
    return this.#runs.get(runId)
  }

  findByPlan(planId: string): RecordedRun | undefined {
    return this.all().find((run) => run.planId === planId)
  }

  /** A job was opened in the lab: what is known of it is kept, for a runner that tells nothing. */
  jobOpened(facts: JobFacts, at: Instant, connectionIds: readonly string[] = []): void {
    const { runId, name, definitionId, repository } = facts.pipeline
    if (facts.planId !== planIdOf(this.#guid, runId)) return
    for (const connectionId of connectionIds) this.recordUse(runId, connectionId, at)
    if (!this.#runs.has(runId) || this.#untold.has(runId)) {
      const open = this.#untold.get(runId) ?? new Set()
      this.#untold.set(runId, open.add(facts.jobId))
      const { ref: sourceBranch, version: sourceVersion } = repository
      const record = { runId, buildNumber: String(runId), pipeline: name, definitionId, sourceBranch, sourceVersion }
      const queuedAt = this.#runs.get(runId)?.record.queuedAt ?? at
      this.#put({ ...record, reason: 'manual', queuedAt, startedAt: queuedAt })
    }
    const { stage, job, attempt } = facts
    this.recordTimeline(runId, { stage, startedAt: at })
    this.recordTimeline(runId, { stage, job, attempt, startedAt: at })
  }

  /** The job was closed. A run that nobody tells of ends with its last open job; how it ended is not known, so it counts as succeeded. */
  jobClosed(facts: JobFacts, at: Instant): void {
    const { runId } = facts.pipeline
    const open = this.#untold.get(runId)
    const run = this.#runs.get(runId)
    if (!open?.delete(facts.jobId) || !run) return
    const end = { finishedAt: at, result: 'succeeded' } as const
    const { stage, job, attempt } = facts
    run.put({ stage, job, attempt, ...end })
    if (open.size > 0) return
    for (const { type, refName } of run.timeline) if (type === 'Stage') run.put({ stage: refName, ...end })
    run.update({ ...run.record, ...end })
  }

  #put(record: ReportedRun): void {
    const present = this.#runs.get(record.runId)
    if (present) {
      present.update(record)
      return
    }
    this.#runs.set(record.runId, new RecordedRun(this.#guid, record))
    const [oldest] = this.#runs.values()
    if (this.#runs.size <= this.#runsKept || !oldest) return
    this.#characters -= oldest.characters
    this.#runs.delete(oldest.id)
    this.#untold.delete(oldest.id)
    for (const ofConnection of this.#uses.values()) ofConnection.delete(oldest.id)
  }

  /** Frees the logs of the oldest runs while all together are too long; those of the run at hand stay. */
  #dropLogs(current: RecordedRun): void {
    for (const run of this.#runs.values()) {
      if (this.#characters <= LOG_CHARACTERS_KEPT) return
      if (run === current || run.characters === 0) continue
      this.#characters -= run.characters
      run.dropLogs()
    }
  }
}
