import { formatDuration } from '@mintwell/clock'
import { age, declaredLifetime } from './claims.ts'
import type { Objection, Party } from './party.ts'

/** `google.subject` holds no more (Google Cloud documentation, "Workload Identity Federation", attribute mappings). */
const LONGEST_SUBJECT_BYTES = 127
/** `exp` must be less than 48 h after `iat` (Google's STS reference). */
const LONGEST_MS = 48 * 3_600_000
/** Google refuses tokens that are `stale to sign-in` long before their end; where exactly is not published. An hour is the life of its own ID tokens. */
const STALE_MS = 3_600_000

/** Google Cloud's token service, workload identity federation. */
export const gcp: Party = {
  name: 'gcp',
  title: 'Google Cloud',
  judge(token, context) {
    const bytes = Buffer.byteLength(token.subject ?? '')
    const objections: Objection[] = []
    if (bytes > LONGEST_SUBJECT_BYTES)
      objections.push({
        severity: 'failed',
        message: `The subject has ${bytes} bytes, and google.subject takes ${LONGEST_SUBJECT_BYTES}.`,
        cure: "Map a part of it: google.subject=assertion.sub.extract('/sc/{ids}'), and bind the service account to that.",
      })
    if (declaredLifetime(token) >= LONGEST_MS)
      objections.push({
        severity: 'failed',
        message: 'The token declares 48 h or more from iat to exp.',
        cure: 'Ask the issuer for a shorter life.',
      })
    if (age(token, context) > STALE_MS || (context.isEchoed && token.times.lifetime > STALE_MS))
      objections.push({
        severity: 'warning',
        message: `Google refuses old tokens as 'stale to sign-in' before they end, and this one is ${formatDuration(age(token, context))} old${context.isEchoed ? ', with no newer one to be had' : ''}.`,
        cure: 'Exchange a token right after it was minted.',
      })
    return objections
  },
}
