import type { Instant } from '@mintwell/clock'
import { noRunNotes, type RunNotes, type StepNotes } from '../notes/step-notes.ts'

/** What one file tells of one job: all of it, or some of its steps. */
export interface JobReading {
  /** The job's name, where the log of the whole job was read; null for the log of a step. */
  name: string | null
  readonly run: RunNotes
  readonly steps: StepNotes[]
  /** Of the first and the last line with a stamp. */
  startedAt: Instant | null
  finishedAt: Instant | null
  /** Whether the log has its end. */
  isFinished: boolean
}

/** A job of which nothing is read yet. */
export function noJobReading(): JobReading {
  return { name: null, run: noRunNotes(), steps: [], startedAt: null, finishedAt: null, isFinished: false }
}
