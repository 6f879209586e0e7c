import type { Instant } from './clock.ts'

/** A date, optionally with a time and a zone; without a zone it is UTC. ISO 8601, the profile of RFC 3339 and its short forms. */
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * Reads an instant in ISO 8601 (`2026-04-20T01:04:56Z`; UTC where no zone is given); undefined when it is not one.
 *
 * @example parseInstant('2026-04-20T01:04:56Z') // 1776647096000
 */
export function parseInstant(text: string): Instant | undefined {
  const match = ISO.exec(text.trim())
  if (!match) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] = match
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}${zone.toUpperCase()}`
  const instant = Date.parse(iso)
  if (Number.isNaN(instant)) return undefined
  // Date.parse rolls 31 April into May; a date that does not exist is no instant.
  return Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate() ? undefined : instant
}

/**
 * Writes an instant in ISO 8601, UTC, whole seconds unless it has a fraction.
 *
 * @example formatInstant(1776647096000) // '2026-04-20T01:04:56Z'
 */
export function formatInstant(instant: Instant): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}
