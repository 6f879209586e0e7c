import type { ServiceEndpoint } from '@mintwell/azure-cli'
import type { StepAccess } from '../ports/ports.ts'
import { type JobState, LOOKUP_VARIABLE } from './job-state.ts'

/**
 * The environment of a step's script, in the agent's order, later over earlier: what the machine and the lab give, the step's `env:`, the public variables, the endpoints that
 * its inputs name. Secrets are not in it unless the step maps them (`env:`), as in Azure Pipelines.
 */
export function stepEnvironment(
  state: JobState,
  access: StepAccess,
  stepEnv: Readonly<Record<string, string>>,
  endpoints: readonly ServiceEndpoint[],
): Record<string, string> {
  const { workspace, ports } = state
  const environment: Record<string, string> = {
    ...ports.environment,
    HOME: workspace.home,
    TMPDIR: workspace.temp,
    TF_BUILD: 'True',
    [LOOKUP_VARIABLE]: state.lookupId,
    ...access.environment,
    ...stepEnv,
  }
  for (const variable of state.variables.all()) {
    if (!variable.secret) environment[variable.environmentName] = variable.value
  }
  environment.AGENT_JOBSTATUS = environment['agent.jobstatus'] = state.status
  for (const endpoint of endpoints) {
    environment[`ENDPOINT_URL_${endpoint.id}`] = endpoint.url
    environment[`ENDPOINT_DATA_${endpoint.id}`] = JSON.stringify(endpoint.data)
    for (const [key, value] of Object.entries(endpoint.data))
      environment[`ENDPOINT_DATA_${endpoint.id}_${key.toUpperCase()}`] = value
  }
  // Variables overwrite PATH only where a user defines one by that name; what steps prepended stands before it, the last first.
  environment.PATH = state.pathBefore(environment.PATH ?? '')
  return environment
}
