import { formatDuration } from '@mintwell/clock'
import type { CheckResult } from '../check/check.ts'
import { notChecked, note, passed, warning } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** For how long MSAL answers a refused request out of its cache (microsoft-authentication-library-for-python, `throttled_http_client.py`). */
const REPLAY_MS = 60_000

/** Whether az has a configuration of this job's own, and no fresh failure in its cache. */
export function azProfile({ env, az, surroundings, now, clockOffset, decision }: Facts): CheckResult {
  const id = 'az-profile'
  const written = az.httpCacheModifiedAt
  const age = written === null ? null : now - (clockOffset ?? 0) - written
  const isSuspect = decision.mechanism !== 'none' && decision.mechanism !== 'not-tested'
  if (isSuspect && age !== null && age >= 0 && age < REPLAY_MS)
    return note(
      id,
      `az was answered by Entra ${formatDuration(age)} ago; where that was a refusal, the same command is refused again from the cache (msal_http_cache.bin) for a minute.`,
      'Wait a minute before the command is tried again.',
    )
  if (surroundings !== 'azure-pipelines')
    return notChecked(id, "whether az has a job's own configuration: there is no job")
  if (!env.AZURE_CONFIG_DIR && az.version !== null && env.AGENT_ISSELFHOSTED === '1')
    return warning(
      id,
      'AZURE_CONFIG_DIR is not set: az keeps its login in the configuration of the user, which jobs of this machine share.',
      'In AzureCLI leave useGlobalConfig out; in other steps set AZURE_CONFIG_DIR to $(Agent.TempDirectory)/azure',
    )
  return passed(id, env.AZURE_CONFIG_DIR ? 'az has a configuration directory of its own' : 'no failure is cached')
}
