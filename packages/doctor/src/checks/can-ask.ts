import type { CheckResult } from '../check/check.ts'
import { failed, notChecked, passed } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

const MAP = 'Map it in the step: env: {SYSTEM_ACCESSTOKEN: $(System.AccessToken)}'

/** Whether the step can ask for ID tokens at all: the address, and the job token that Azure Pipelines gives only to steps that map it. */
export function canAsk({ env, surroundings }: Facts): CheckResult {
  const id = 'can-ask'
  if (surroundings === 'none') return notChecked(id, 'whether the step can ask for ID tokens: there is no job')
  if (surroundings === 'github-actions')
    return env.ACTIONS_ID_TOKEN_REQUEST_TOKEN
      ? passed(id, 'the job may ask for ID tokens')
      : failed(id, 'The job may not ask for ID tokens.', 'Give the job the permission: permissions: {id-token: write}')
  if (!env.SYSTEM_OIDCREQUESTURI)
    return failed(
      id,
      'SYSTEM_OIDCREQUESTURI is not set, although this is Azure Pipelines.',
      'In a container, pass it on. Azure DevOps Server has no workload identity federation.',
    )
  const token = env.SYSTEM_ACCESSTOKEN?.trim()
  if (!token) return failed(id, 'SYSTEM_ACCESSTOKEN is not set: the job token is not mapped into this step.', MAP)
  if (/^\$\(.*\)$/.test(token))
    return failed(id, `SYSTEM_ACCESSTOKEN holds the text ${token.slice(0, 60)} and not the job token.`, MAP)
  return passed(id, 'the address for ID tokens and the job token are there')
}
