import { sayDuration, sayMoment } from '../text/moment.ts'
import type { AssertionTimes } from './assertion-times.ts'

/** What Entra is believed to forgive before the beginning and after the end of an assertion, in seconds; not documented, but the report's case fits. */
const TOLERANCE_SECONDS = 300

/** A sentence on the five minutes that Entra is believed to forgive, where they explain an odd boundary; null where they do not matter. */
export function explainTolerance({ expiresAt, lateBySeconds, sinceNotBeforeSeconds }: AssertionTimes): string | null {
  if (sinceNotBeforeSeconds !== null && sinceNotBeforeSeconds < 0) return explainEarly(-sinceNotBeforeSeconds)
  if (expiresAt === null || lateBySeconds === null || lateBySeconds < 0 || lateBySeconds > 2 * TOLERANCE_SECONDS)
    return null
  if (lateBySeconds < TOLERANCE_SECONDS) {
    return 'It came within the 5 min that Entra is believed to forgive after the expiry (not documented), and was refused anyway: do not rely on it.'
  }
  const accepted = sayMoment(expiresAt + TOLERANCE_SECONDS * 1_000)
  return (
    `Entra is believed to forgive 5 min after the expiry (not documented), so this token was still accepted until ${accepted}; ` +
    `the refusal came ${sayDuration(lateBySeconds - TOLERANCE_SECONDS)} after that. A run a little quicker would have passed.`
  )
}

function explainEarly(earlySeconds: number): string | null {
  if (earlySeconds > 2 * TOLERANCE_SECONDS) return null
  return earlySeconds < TOLERANCE_SECONDS
    ? 'Entra is believed to forgive 5 min before the beginning (not documented), and refused it all the same.'
    : `Entra is believed to forgive 5 min before the beginning (not documented); this came ${sayDuration(earlySeconds - TOLERANCE_SECONDS)} too early for that.`
}
