import type { CheckResult } from '../check/check.ts'
import { notChecked, passed } from '../check/check.ts'
import type { Facts } from '../facts/facts.ts'

/** Where this runs: which CI, which agent, which job. */
export function surroundings({ env, surroundings: where, inLab }: Facts): CheckResult {
  const lab = inLab ? ', in a lab' : ''
  if (where === 'none') {
    return notChecked(
      'surroundings',
      'This is not a step of a pipeline, so that no ID token can be asked for: the mechanism, the job token and the connection are not looked at.',
    )
  }
  if (where === 'github-actions')
    return passed('surroundings', `GitHub Actions on ${env.RUNNER_OS || 'a runner'}${lab}`)
  const agent = env.AGENT_VERSION ? `agent ${env.AGENT_VERSION}` : 'an agent'
  const image = env.IMAGEOS ? `, image ${env.IMAGEOS} ${env.IMAGEVERSION ?? ''}`.trimEnd() : ''
  return passed(
    'surroundings',
    `Azure Pipelines, ${agent}${env.AGENT_OS ? ` on ${env.AGENT_OS}` : ''}, ${hosting(env)}${image}${lab}`,
  )
}

/** Microsoft-hosted agents say so; the others by a variable of the agent, or not at all. */
function hosting(env: Facts['env']): string {
  if (env.AGENT_CLOUDID || /^(?:Hosted Agent|Azure Pipelines)/.test(env.AGENT_NAME ?? '')) return 'hosted by Microsoft'
  return env.AGENT_ISSELFHOSTED === '0' ? 'hosted by Microsoft' : 'self-hosted'
}
