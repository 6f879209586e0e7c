import { formatDuration } from '@mintwell/clock'
import { declaredLifetime, textClaim } from './claims.ts'
import type { Objection, Party } from './party.ts'

/** The longest `exp - iat` where the issuer's settings say nothing (Anthropic documentation, "Workload identity federation"). */
const LONGEST_MS = 3_600_000

/** Anthropic's workload identity federation. */
export const anthropic: Party = {
  name: 'anthropic',
  title: 'Anthropic',
  judge(token, { isEchoed }) {
    const objections: Objection[] = []
    if (declaredLifetime(token) > LONGEST_MS)
      objections.push({
        severity: 'failed',
        message: `The token declares ${formatDuration(declaredLifetime(token))} from iat to exp, and the default maximum of an issuer is 1 h.`,
        cure: `Raise the maximum token lifetime of the issuer to at least ${Math.ceil(declaredLifetime(token) / 1_000)} s.`,
      })
    if (isEchoed && textClaim(token, 'jti') !== null)
      objections.push({
        severity: 'failed',
        message: 'Each jti is taken once, and the service gives one token again and again.',
        cure: 'Exchange once for each token, and keep the result.',
      })
    return objections
  },
}
