import { formatDuration } from '@mintwell/clock'
import { remainingAt } from '@mintwell/token'
import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Whether the credentials last as long as the user needs them; what ends first is named. */
export function budget({ request: { needs }, token, jobToken, now, env }: Facts): CheckResult {
  const id = 'budget'
  if (needs === undefined)
    return notChecked(id, 'whether the token lasts as long as it is needed: --needs does not say how long')
  const limits = [
    ...(token ? [{ name: 'the ID token', left: remainingAt(token.times, now) }] : []),
    ...(jobToken ? [{ name: 'the job token', left: remainingAt(jobToken.times, now) }] : []),
  ].sort((a, b) => a.left - b.left)
  const [least] = limits
  if (least === undefined) return notChecked(id, 'whether the token lasts as long as it is needed: there is no token')
  const wanted = formatDuration(needs)
  if (least.left >= needs)
    return passed(id, `${wanted} are met: ${least.name} ends first, in ${formatDuration(least.left)}`)
  const message = `${wanted} are needed, and ${least.name} ends first, ${least.left > 0 ? `in ${formatDuration(least.left)}` : `${formatDuration(-least.left)} ago`}.`
  const jobEnds = jobToken !== undefined && remainingAt(jobToken.times, now) < needs
  if (jobEnds)
    return failed(
      id,
      message,
      'No ID token can be had after the end of the job token: raise timeoutInMinutes of the job.',
    )
  return isRenewed(env)
    ? warning(
        id,
        `${message} The file and the endpoint of this step are renewed; $idToken is not.`,
        'Read MINTWELL_ID_TOKEN_FILE at each exchange.',
      )
    : failed(
        id,
        message,
        `Let it be renewed while the step runs: mintwell exec --budget ${Math.ceil(needs / 60_000)}m --connection NAME -- COMMAND`,
      )
}

function isRenewed(env: Facts['env']): boolean {
  return Boolean(env.MINTWELL_ID_TOKEN_FILE)
}
