import type { Instant } from '@mintwell/clock'

/** Results in Azure Pipelines' words. */
export type RunResult = 'succeeded' | 'succeededWithIssues' | 'failed' | 'canceled' | 'skipped'

/** A run of a pipeline as its runner reports it. A later report replaces an earlier one. */
export interface ReportedRun {
  /** The build id: `Build.BuildId`. */
  readonly runId: number
  readonly buildNumber: string
  /** The pipeline's name. */
  readonly pipeline: string
  /** Default 1. */
  readonly definitionId?: number
  readonly reason: 'manual' | 'schedule'
  readonly sourceBranch?: string
  readonly sourceVersion?: string
  readonly queuedAt: Instant
  readonly startedAt?: Instant
  /** Given with the result when the run is over. */
  readonly finishedAt?: Instant
  readonly result?: RunResult
  readonly tags?: readonly string[]
}

/** An issue of a step. The message is masked. */
export interface RecordedIssue {
  readonly type: 'error' | 'warning'
  readonly message: string
}

/** Which stage, job or step of a run is meant: without `job` a stage, without `step` a job. */
export interface TimelinePlace {
  readonly stage: string
  readonly job?: string
  readonly step?: string
  /** Of the job; 1 where it is not given. */
  readonly attempt?: number
}

/** What is reported of a stage, a job or a step. What a later call leaves out stays as it was. */
export interface TimelineEntry extends TimelinePlace {
  readonly displayName?: string
  /** Of a step: the task as the YAML names it, such as `AzureCLI@2`. */
  readonly task?: string
  readonly startedAt?: Instant
  /** Given with the result when it is over. */
  readonly finishedAt?: Instant
  readonly result?: RunResult
  readonly issues?: readonly RecordedIssue[]
}

/** How a line is tagged in a log; `plain` has no tag. */
export type LogLineKind = 'plain' | 'command' | 'section' | 'group' | 'endgroup' | 'warning' | 'error' | 'debug'

/** A line of a step's log, masked already. */
export interface LogLine {
  readonly at: Instant
  readonly text: string
  readonly kind?: LogLineKind
}

/**
 * The port by which a runner tells the lab what it runs, so that the REST API lists its runs, timelines and logs. Plain data; every call is cheap.
 *
 * @example
 * runs.recordRun({ runId: 1, buildNumber: '20260420.1', pipeline: 'nightly', reason: 'schedule', queuedAt, startedAt })
 * runs.recordTimeline(1, { stage: 'Nightly', job: 'Work', step: 'login', displayName: 'Log in', task: 'AzureCLI@2', startedAt })
 * runs.appendLog(1, { stage: 'Nightly', job: 'Work', step: 'login' }, [{ at, text: 'hello' }])
 * runs.recordTimeline(1, { stage: 'Nightly', job: 'Work', step: 'login', finishedAt, result: 'succeeded' })
 */
export interface RunRecorder {
  recordRun(run: ReportedRun): void
  recordTimeline(runId: number, entry: TimelineEntry): void
  appendLog(runId: number, place: TimelinePlace, lines: readonly LogLine[]): void
}
