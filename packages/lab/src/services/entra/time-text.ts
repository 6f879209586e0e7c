import type { Instant } from '@mintwell/clock'

/** An instant as in `Timestamp:`: `2026-04-21 01:15:07Z`. */
export function timestampText(instant: Instant): string {
  const iso = new Date(instant).toISOString()
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}Z`
}

/**
 * An instant with the seven fractional digits of .NET: `2026-04-21T01:15:07.6888766Z`. The lab's clock has milliseconds; `digits` are the four below.
 */
export function ticksText(instant: Instant, digits = 0): string {
  return `${new Date(instant).toISOString().slice(0, 23)}${String(digits % 10_000).padStart(4, '0')}Z`
}
