import type { Instant } from '@mintwell/clock'
import type { Guid, MakeGuid } from '../../ground/guid.ts'
import type { LogLine, RecordedIssue, ReportedRun, RunResult, TimelineEntry, TimelinePlace } from './reported-run.ts'
import { phaseIdOf, planIdOf, recordIdOf, timelineIdOf } from './run-ids.ts'
import { RunLog } from './run-log.ts'

/** A record of a timeline. */
export interface TimelineRecord {
  readonly id: Guid
  readonly parentId: Guid | null
  readonly type: 'Stage' | 'Phase' | 'Job' | 'Task'
  /** The name that YAML refers to, such as `Nightly.Work.__default.login`. */
  readonly identifier: string
  readonly name: string
  readonly refName: string
  readonly task?: string
  readonly attempt: number
  /** Its place among its siblings, from 1. */
  readonly order: number
  readonly startedAt?: Instant
  readonly finishedAt?: Instant
  readonly result?: RunResult
  readonly issues: readonly RecordedIssue[]
  readonly logId?: number
}

/** The most lines that a log keeps; later ones are not. A choice of the lab: a step of an hour prints less. */
const LINES_LIMIT = 100_000

/** A run with its timeline and logs, as the lab keeps it. */
export class RecordedRun {
  readonly planId: Guid
  readonly timelineId: Guid
  #record: ReportedRun
  #changeId = 0
  readonly #guid: MakeGuid
  readonly #records = new Map<Guid, TimelineRecord>()
  readonly #logs: RunLog[] = []
  #characters = 0

  constructor(guid: MakeGuid, record: ReportedRun) {
    this.#guid = guid
    this.#record = record
    this.planId = planIdOf(guid, record.runId)
    this.timelineId = timelineIdOf(guid, record.runId)
  }

  get record(): ReportedRun {
    return this.#record
  }

  get id(): number {
    return this.#record.runId
  }

  /** Grows with every change. */
  get changeId(): number {
    return this.#changeId
  }

  /** Of all logs together. */
  get characters(): number {
    return this.#characters
  }

  get timeline(): readonly TimelineRecord[] {
    return [...this.#records.values()]
  }

  get logs(): readonly RunLog[] {
    return this.#logs
  }

  log(id: number): RunLog | undefined {
    return this.#logs.find((log) => log.id === id)
  }

  update(record: ReportedRun): void {
    this.#record = record
    this.#changeId += 1
  }

  put(entry: TimelineEntry): TimelineRecord {
    const present = this.#find(entry)
    const { displayName, task, startedAt, finishedAt, result, issues } = entry
    const changed: TimelineRecord = {
      ...present,
      ...(displayName === undefined ? {} : { name: displayName }),
      ...(task === undefined ? {} : { task }),
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
      ...(result === undefined ? {} : { result }),
      ...(issues === undefined ? {} : { issues }),
    }
    this.#changeId += 1
    this.#records.set(changed.id, changed)
    if (changed.type === 'Job') this.#followPhase(changed)
    return changed
  }

  append(place: TimelinePlace, lines: readonly LogLine[]): void {
    const [first] = lines
    if (!first) return
    const record = this.#find(place)
    const log = this.#logs.find(({ id }) => id === record.logId) ?? this.#open(record, first.at)
    const before = log.characters
    for (const line of lines.slice(0, Math.max(0, LINES_LIMIT - log.lines.length))) log.append(line)
    this.#characters += log.characters - before
  }

  /** Frees the logs' memory; the records stay. */
  dropLogs(): void {
    this.#logs.length = 0
    this.#characters = 0
    for (const [id, { logId: _dropped, ...record }] of this.#records) this.#records.set(id, record)
  }

  #open(record: TimelineRecord, at: Instant): RunLog {
    const log = new RunLog(this.#logs.length + 1, at)
    this.#logs.push(log)
    this.#records.set(record.id, { ...record, logId: log.id })
    return log
  }

  /** The record of a place; made, with those above it, when there is none. */
  #find(place: TimelinePlace): TimelineRecord {
    const id = recordIdOf(this.#guid, this.id, place)
    const present = this.#records.get(id)
    if (present) return present
    const { stage, job, step, attempt = 1 } = place
    if (job === undefined) return this.#make({ id, parentId: null, type: 'Stage', refName: stage, identifier: stage })
    if (step !== undefined) {
      const parent = this.#find({ stage, job, attempt })
      const identifier = `${parent.identifier}.${step}`
      return this.#make({ id, parentId: parent.id, type: 'Task', refName: step, identifier, attempt })
    }
    const phaseId = phaseIdOf(this.#guid, this.id, stage, job)
    const phase =
      this.#records.get(phaseId) ??
      this.#make({
        id: phaseId,
        parentId: this.#find({ stage }).id,
        type: 'Phase',
        refName: job,
        identifier: `${stage}.${job}`,
      })
    const identifier = `${stage}.${job}.__default`
    return this.#make({ id, parentId: phase.id, type: 'Job', refName: '__default', identifier, name: job, attempt })
  }

  #make(
    made: Pick<TimelineRecord, 'id' | 'parentId' | 'type' | 'refName' | 'identifier'> & {
      readonly name?: string
      readonly attempt?: number
    },
  ): TimelineRecord {
    const siblings = this.timeline.filter(({ parentId, type }) => parentId === made.parentId && type === made.type)
    const record = { name: made.refName, attempt: 1, issues: [], ...made, order: siblings.length + 1 }
    this.#records.set(record.id, record)
    return record
  }

  /** A phase has the times and the result of its job: the lab's phases have one. */
  #followPhase(job: TimelineRecord): void {
    const phase = this.#records.get(job.parentId ?? '')
    if (!phase) return
    const { name, startedAt, finishedAt, result } = job
    this.#records.set(phase.id, {
      ...phase,
      name,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(finishedAt === undefined ? {} : { finishedAt }),
      ...(result === undefined ? {} : { result }),
    })
  }
}
