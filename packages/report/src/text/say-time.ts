import { formatDuration, type Instant } from '@mintwell/clock'

/** An instant as people read it, to the second: `2026-04-20 01:05:00 UTC`. */
export function sayTime(instant: Instant): string {
  return `${isoOf(instant).slice(0, 10)} ${isoOf(instant).slice(11, 19)} UTC`
}

/** The same for a row of a table, whose page says that times are UTC: `2026-04-20 01:05`. */
export function sayMinute(instant: Instant): string {
  return `${isoOf(instant).slice(0, 10)} ${isoOf(instant).slice(11, 16)}`
}

/** The time of day of a line: `01:05:00`. */
export function sayTimeOfDay(instant: Instant): string {
  return isoOf(instant).slice(11, 19)
}

/** What a token has left, or how long it has been over: `23 h 59 min left`, `9 min 16 s late`. */
export function sayLeft(milliseconds: number): string {
  return milliseconds >= 0 ? `${formatDuration(milliseconds)} left` : `${formatDuration(-milliseconds)} late`
}

/** The last instant that ISO 8601 writes with four digits of a year; what foreign logs say beyond it is as good as that. */
const LATEST = Date.UTC(9_999, 11, 31, 23, 59, 59)

function isoOf(instant: Instant): string {
  const shown = Number.isFinite(instant) ? Math.min(Math.max(instant, 0), LATEST) : 0
  return new Date(shown).toISOString()
}
