import { formatInstant, type Instant } from '@mintwell/clock'
import type { Issue, Result, RunEvent } from '@mintwell/runner'
import type { Receipt } from '@mintwell/token'

export interface StepRecord {
  readonly id: string
  readonly name: string | null
  readonly displayName: string
  readonly result: Result
  readonly exitCode: number | null
  readonly issues: readonly Issue[]
}

export interface JobRecord {
  readonly name: string
  result: Result
  readonly steps: StepRecord[]
}

export interface StageRecord {
  readonly name: string
  result: Result
  readonly jobs: JobRecord[]
}

/** One exchange at the token service. */
export interface ExchangeRecord {
  readonly at: string
  readonly stage: string | null
  readonly job: string | null
  readonly step: string | null
  readonly purpose: 'login' | 'script' | null
  readonly clientId: string | null
  readonly status: number
  readonly errorCode: number | null
  readonly fingerprint: string | null
}

/** One run, as `--json` writes it. */
export interface RunRecord {
  readonly number: number
  readonly reason: 'manual' | 'schedule'
  readonly queuedAt: string
  result: Result
  readonly stages: StageRecord[]
  readonly receipts: Receipt[]
  readonly exchanges: ExchangeRecord[]
}

/** The document of `mintwell run --json`. */
export interface RunDocument {
  readonly schema: 1
  readonly pipeline: string
  readonly runs: readonly RunRecord[]
}

export function newRunRecord(number: number, reason: RunRecord['reason'], queuedAt: Instant): RunRecord {
  return {
    number,
    reason,
    queuedAt: formatInstant(queuedAt),
    result: 'succeeded',
    stages: [],
    receipts: [],
    exchanges: [],
  }
}

/** Folds one event of the runner into the record of its run. */
export function recordEvent(record: RunRecord, event: RunEvent): void {
  switch (event.kind) {
    case 'stage-started':
      record.stages.push({ name: event.stage, result: 'succeeded', jobs: [] })
      break
    case 'stage-finished':
      stageOf(record, event.stage).result = event.result
      break
    case 'job-started':
      jobOf(record, event.stage, event.job)
      break
    case 'job-finished':
      jobOf(record, event.stage, event.job).result = event.result
      break
    case 'step-finished': {
      const { step: id, name, displayName, result, exitCode, issues } = event
      jobOf(record, event.stage, event.job).steps.push({ id, name, displayName, result, exitCode, issues })
      break
    }
    default:
  }
}

function stageOf(record: RunRecord, name: string): StageRecord {
  let stage = record.stages.find((known) => known.name === name)
  if (!stage) {
    stage = { name, result: 'skipped', jobs: [] }
    record.stages.push(stage)
  }
  return stage
}

function jobOf(record: RunRecord, stageName: string, name: string): JobRecord {
  const stage = stageOf(record, stageName)
  let job = stage.jobs.find((known) => known.name === name)
  if (!job) {
    job = { name, result: 'succeeded', steps: [] }
    stage.jobs.push(job)
  }
  return job
}
