import { explainText, refusalCause } from '@mintwell/diagnose'
import type { PartyRefusal } from './observations.ts'

/** Refusals of a token for its age, although it has not ended. */
const FOR_AGE: readonly string[] = ['google-token-stale', 'keycloak-too-old']

/** Finds in the output of a failing step what its service said of the token's use or age. */
export function findPartyRefusal(log: string | undefined): PartyRefusal | undefined {
  const codes = log === undefined ? [] : explainText(log).findings.map(({ code }) => code)
  const replayed = codes.find((code) => refusalCause(code) === 'used-before')
  if (replayed !== undefined) return { kind: 'replayed', words: replayed }
  const old = codes.find((code) => FOR_AGE.includes(code))
  return old === undefined ? undefined : { kind: 'too-old', words: old }
}
