import { formatDuration } from '@mintwell/clock'
import { remainingAt } from '@mintwell/token'
import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Less than this is too little to go on with: a refresh and its retries. */
const SHORT_MS = 600_000

/** When the job token ends: after that, no ID token can be asked for. */
export function jobToken({ env, jobToken: token, observations, surroundings, now }: Facts): CheckResult {
  const id = 'job-token'
  const given = surroundings === 'github-actions' ? env.ACTIONS_ID_TOKEN_REQUEST_TOKEN : env.SYSTEM_ACCESSTOKEN
  const isMapped = /^(?!\$\()\S/.test(given?.trim() ?? '')
  if (surroundings === 'none') return notChecked(id, 'when the job token expires: there is no job')
  if (!isMapped) return notChecked(id, 'when the job token expires: it is not mapped into this step')
  const refusal = observations.requests.find((request) => request.kind === 'refused' && request.cause === 'job-token')
  if (refusal?.kind === 'refused') return failed(id, refusal.message, refusal.hint)
  if (token === undefined) return notChecked(id, 'when the job token expires: it does not say')
  const left = remainingAt(token.times, now)
  if (left <= 0)
    return failed(
      id,
      `The job token ended ${formatDuration(-left)} ago: no ID token can be asked for any more.`,
      'It lives as long as the job may run: raise timeoutInMinutes, or split the job.',
    )
  if (left < SHORT_MS)
    return warning(
      id,
      `The job token expires in ${formatDuration(left)}: after that, no ID token can be asked for.`,
      'Raise timeoutInMinutes of the job, or split the job.',
    )
  return passed(id, `the job token lasts ${formatDuration(left)} more`)
}
