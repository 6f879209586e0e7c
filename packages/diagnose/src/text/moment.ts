import type { Instant } from '@mintwell/token'

export type { Instant }

/** A date and time as services and loggers write it: up to nine digits of fraction; without a zone it is UTC. As the source of a larger expression. */
export const MOMENT = String.raw`\d{4}-\d\d-\d\d[T ]?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?`

const PARTS = /^(\d{4})-(\d\d)-(\d\d)[T ]?(\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i

/** Reads a date and time; a fraction is cut to milliseconds. Undefined when it is not one. */
export function readMoment(text: string | undefined): Instant | undefined {
  const [, year, month, day, time, fraction = '', zone = 'Z'] = PARTS.exec(text ?? '') ?? []
  if (!time) return undefined
  const instant = Date.parse(
    `${year}-${month}-${day}T${time}.${fraction.padEnd(3, '0').slice(0, 3)}${zone.toUpperCase()}`,
  )
  return Number.isNaN(instant) ? undefined : instant
}

/** Writes an instant in ISO 8601, UTC, without a fraction where it has none. */
export function isoOf(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

/** The same to the second, for sentences. */
export function sayMoment(instant: Instant): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

/**
 * Says a duration in full, since seconds decide here.
 *
 * @example sayDuration(87_008) // '24 h 10 min 8 s'
 */
export function sayDuration(seconds: number): string {
  let rest = Math.abs(Math.trunc(seconds))
  const parts: string[] = []
  // Up to two days in hours: 24 h 5 min is the number to recognise.
  const units = [
    [rest >= 172_800 ? 86_400 : Number.POSITIVE_INFINITY, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const
  for (const [size, name] of units) {
    const amount = Math.floor(rest / size)
    if (amount > 0) parts.push(`${amount} ${name}`)
    if (amount > 0) rest -= amount * size
  }
  return parts.join(' ') || '0 s'
}
