import type { ServiceEndpoint } from '@mintwell/azure-cli'
import { environmentName } from '../variables/variable-set.ts'
import { LOOKUP_VARIABLE } from './job-state.ts'
import { type Attempt, expandedEnv } from './step-run.ts'

/** The system's own connection, by the name that stands for its id in the environment. */
export const SYSTEM_CONNECTION = 'SYSTEMVSSCONNECTION'

/**
 * The environment of a step's script, in the agent's order, later over earlier: what the machine and the lab give, the step's `env:`, the public variables, the endpoints that
 * its inputs name. Secrets are not in it unless the step maps them (`env:`), as in Azure Pipelines.
 */
export function stepEnvironment(attempt: Attempt, endpoints: readonly ServiceEndpoint[]): Record<string, string> {
  const { job, access } = attempt
  const { workspace, ports, variables } = job
  const environment: Record<string, string> = {
    ...ports.environment,
    HOME: workspace.home,
    TMPDIR: workspace.temp,
    TF_BUILD: 'True',
    [LOOKUP_VARIABLE]: job.lookupId,
    ...access.environment,
    ...expandedEnv(attempt),
  }
  for (const variable of variables.all()) {
    if (!variable.secret) environment[variable.environmentName] = variable.value
  }
  for (const [name, value] of Object.entries(attempt.ownVariables)) environment[environmentName(name)] = value
  environment.AGENT_JOBSTATUS = environment['agent.jobstatus'] = job.status
  for (const endpoint of endpoints) {
    environment[`ENDPOINT_URL_${endpoint.id}`] = endpoint.url
    environment[`ENDPOINT_DATA_${endpoint.id}`] = JSON.stringify(endpoint.data)
    for (const [key, value] of Object.entries(endpoint.data))
      environment[`ENDPOINT_DATA_${endpoint.id}_${environmentName(key)}`] = value
  }
  environment[`ENDPOINT_URL_${SYSTEM_CONNECTION}`] = variables.get('System.CollectionUri')?.value ?? ''
  // Variables overwrite PATH only where a user defines one by that name; what steps prepended stands before it, the last first.
  environment.PATH = job.pathBefore(environment.PATH ?? '')
  return environment
}
