import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed } from '../check/check.ts'
import { issued } from '../experiment/times.ts'
import type { Facts } from '../facts/facts.ts'

/** Whether the service gives ID tokens for the connection. */
export function connection({ observations: { requests }, surroundings }: Facts): CheckResult {
  const id = 'connection'
  if (surroundings === 'none') return notChecked(id, 'the service connection: there is no job')
  const refusal = requests.find((request) => request.kind === 'refused')
  if (issued(requests).length > 0 && refusal === undefined) return passed(id, 'the service gives ID tokens for it')
  if (refusal?.kind !== 'refused')
    return notChecked(id, 'the service connection: none is named; --connection NAME names it')
  if (refusal.cause === 'job-token')
    return notChecked(id, 'the service connection: the job token is not accepted, and nothing else was looked at')
  return failed(id, refusal.message, refusal.hint)
}
