import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, note, passed, warning } from '../check/check.ts'
import type { DoctorMechanism } from '../experiment/decision.ts'
import type { Facts } from '../facts/facts.ts'

/** What breaks exchanges now; the other mechanisms break them on some nights. */
const BREAKS_NOW: readonly DoctorMechanism[] = ['held-too-long', 'spent', 'no-token']

/** What the deciding experiment found. */
export function mechanism({ decision, observations }: Facts): CheckResult {
  const id = 'mechanism'
  const message = decision.evidence.join(' ')
  if (decision.mechanism === 'none') return passed(id, message)
  if (decision.mechanism === 'not-tested') return notChecked(id, `the mechanism: ${message}`)
  // The refusal itself is told by the check whose matter it is.
  if (observations.requests.some(({ kind }) => kind === 'refused') && decision.mechanism !== 'spent')
    return notChecked(id, 'which mechanism is at work: a request for an ID token was refused')
  if (decision.cure === null) return note(id, message)
  return BREAKS_NOW.includes(decision.mechanism)
    ? failed(id, message, decision.cure)
    : warning(id, message, decision.cure)
}
