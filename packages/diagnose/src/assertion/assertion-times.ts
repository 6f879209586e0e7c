import type { Instant } from '@mintwell/token'
import { MOMENT, readMoment } from '../text/moment.ts'

/** The three times of an AADSTS700024, as instants; null where the text does not have one. */
export interface AssertionTimes {
  /** Null also where Entra printed 1970: the assertion had no `nbf` (AzureAD/microsoft-authentication-library-for-dotnet#4951). */
  readonly notBefore: Instant | null
  readonly expiresAt: Instant | null
  /** The service's own clock when it refused. */
  readonly presentedAt: Instant | null
  /** `exp - nbf`. */
  readonly windowSeconds: number | null
  readonly sinceNotBeforeSeconds: number | null
  /** Negative when it was presented before its end. */
  readonly lateBySeconds: number | null
}

const time = (label: string) => new RegExp(`${label}(${MOMENT})`, 'i')
const PRESENTED = time('currenttime:')
const VALID_FROM = time('assertionvalidfrom')
const EXPIRY = time('expirytimeofassertion')

/** Reads the times of an AADSTS700024; null when the text has none of them, as where the code is only mentioned. */
export function readAssertionTimes(packed: string): AssertionTimes | null {
  const find = (expression: RegExp) => readMoment(expression.exec(packed)?.[1]) ?? null
  const printedNotBefore = find(VALID_FROM)
  const presentedAt = find(PRESENTED)
  const expiresAt = find(EXPIRY)
  if (printedNotBefore === null && presentedAt === null && expiresAt === null) return null
  const notBefore = printedNotBefore === 0 ? null : printedNotBefore
  return {
    notBefore,
    expiresAt,
    presentedAt,
    windowSeconds: secondsBetween(notBefore, expiresAt),
    sinceNotBeforeSeconds: secondsBetween(notBefore, presentedAt),
    lateBySeconds: secondsBetween(expiresAt, presentedAt),
  }
}

/** Whole seconds, the fraction cut off. */
function secondsBetween(from: Instant | null, to: Instant | null): number | null {
  // Plus 0, since -0 is not 0 to everyone.
  return from === null || to === null ? null : Math.trunc((to - from) / 1_000) + 0
}
