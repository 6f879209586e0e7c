import type { Instant } from '@mintwell/clock'
import type { RunRecorder, TimelineEntry } from '@mintwell/lab'
import type { Result, RunEvent } from '@mintwell/record'
import type { QueuedRun } from './queue.ts'

/** Tells the lab's Azure DevOps what the runner does, so that its REST API lists the runs, their timelines and their logs. Lines come masked. */
export interface RunTeller {
  event(event: RunEvent): void
  finish(result: Result, at: Instant): void
}

/** Begins to tell of a run. */
export function tellOfRun(
  recorder: RunRecorder,
  run: QueuedRun,
  pipeline: string,
  buildNumber: string,
  queuedAt: Instant,
  startedAt: Instant,
): RunTeller {
  const runId = run.number
  const record = {
    runId,
    buildNumber,
    pipeline,
    reason: run.reason,
    sourceBranch: run.branch,
    queuedAt,
    startedAt,
  }
  recorder.recordRun(record)
  return {
    event: (event) => tell(recorder, runId, event),
    finish: (result, finishedAt) => recorder.recordRun({ ...record, result, finishedAt }),
  }
}

function tell(recorder: RunRecorder, runId: number, event: RunEvent): void {
  if (event.kind === 'line') {
    const { stage, job, step, text, line, at } = event
    recorder.appendLog(runId, { stage, job, step }, [{ at, text, kind: line }])
    return
  }
  const entry = timelineEntry(event)
  if (entry) recorder.recordTimeline(runId, entry)
}

/** What an event changes in the timeline; undefined where it changes nothing. */
function timelineEntry(event: RunEvent): TimelineEntry | undefined {
  switch (event.kind) {
    case 'stage-started':
      return { stage: event.stage, displayName: event.displayName, startedAt: event.at }
    case 'stage-finished':
      return { stage: event.stage, result: event.result, finishedAt: event.at }
    case 'job-started':
      return { stage: event.stage, job: event.job, displayName: event.displayName, startedAt: event.at }
    case 'job-finished':
      return { stage: event.stage, job: event.job, result: event.result, finishedAt: event.at }
    case 'step-started': {
      const { stage, job, step, displayName, task, at } = event
      return { stage, job, step, displayName, task, startedAt: at }
    }
    case 'step-finished': {
      const { stage, job, step, result, issues, at } = event
      return { stage, job, step, result, issues, finishedAt: at }
    }
    default:
      return undefined
  }
}
