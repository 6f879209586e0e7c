import { formatInstant, type Instant } from '@mintwell/clock'
import { LabError } from './errors.ts'

/**
 * Where a lab's clock can be: the years for which its certificates are valid. Programs that see it take 32-bit times and X.509 dates; measured with
 * libfaketime and OpenSSL.
 */
export const CLOCK_RANGE = { first: Date.UTC(1990, 0, 1), last: Date.UTC(2090, 0, 1) } as const

/** Throws `ERR_CLOCK_OUT_OF_RANGE` for an instant at which the lab's clock cannot be. */
export function checkClockRange(instant: Instant): void {
  const { first, last } = CLOCK_RANGE
  if (instant >= first && instant <= last) return
  const value = Math.abs(instant) <= LAST_DATE ? formatInstant(instant) : String(instant)
  throw new LabError('ERR_CLOCK_OUT_OF_RANGE', {
    instant: value,
    first: formatInstant(first),
    last: formatInstant(last),
  })
}

/** The last instant that a `Date` can be (ECMA-262, time values). */
const LAST_DATE = 8.64e15
