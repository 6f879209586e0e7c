import type { Instant } from '@mintwell/clock'

/** When the old issuer ends for connections of the public cloud with an application of one tenant (Microsoft Learn, "Convert service connections", June 2026). */
export const RETIREMENT = Date.UTC(2027, 6, 1)

const NIGHT = 86_400_000

/** Whole nights from one instant to another; 0 where it has passed. */
export function nightsUntil(instant: Instant, now: Instant): number {
  return Math.max(0, Math.floor((instant - now) / NIGHT))
}
