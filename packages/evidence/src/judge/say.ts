import type { Instant } from '@mintwell/clock'
import { sayDuration } from '@mintwell/diagnose'
import type { HistoryRun } from '../history/history.ts'

/** An instant to the second. */
export function sayInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, 'Z')
}

/** A duration in milliseconds, in full. */
export function sayMs(milliseconds: number): string {
  return sayDuration(Math.round(Math.abs(milliseconds) / 1_000))
}

/** A run by its id. */
export function sayRun({ id }: HistoryRun): string {
  return `run ${id}`
}
