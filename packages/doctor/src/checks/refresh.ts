import { formatDuration } from '@mintwell/clock'
import type { CheckResult } from '../check/check.ts'
import { notChecked, note, passed } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Whether anything in this step renews the token while it runs. */
export function refresh({ env, token, surroundings }: Facts): CheckResult {
  const id = 'refresh'
  if (surroundings === 'none') return notChecked(id, 'what renews the token: there is no job')
  if (env.MINTWELL_ID_TOKEN_FILE)
    return passed(id, 'MINTWELL_ID_TOKEN_FILE and what is made of it are renewed while the step runs')
  if (env.AZURE_FEDERATED_TOKEN_FILE)
    return note(
      id,
      'AZURE_FEDERATED_TOKEN_FILE is set, and nothing of this step is known to renew it.',
      'Check that it changes: stat "$AZURE_FEDERATED_TOKEN_FILE"',
    )
  if (env.ARM_OIDC_TOKEN)
    return note(
      id,
      'ARM_OIDC_TOKEN is a fixed token: Terraform cannot renew it, and does not ask for another one.',
      'mintwell exec --terraform --connection NAME -- terraform apply',
    )
  const lifetime = token ? ` and is good for ${formatDuration(token.times.lifetime)} from its mint` : ''
  return passed(id, `nothing renews the token in this step: a variable stays as it is${lifetime}`)
}
