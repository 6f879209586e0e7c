import type { ServiceEndpoint } from '@mintwell/azure-cli'
import { SYSTEM_CONNECTION, stepEnvironment } from '../job/step-environment.ts'
import type { Attempt } from '../job/step-run.ts'
import { environmentName } from '../variables/variable-set.ts'
import { agentNetwork } from './agent-network.ts'

/** What the environment of a task's process is computed from, beside the job. */
export interface NodeTaskProcess {
  /** By real name. */
  readonly inputs: ReadonlyMap<string, string>
  /** The connections that the inputs name. */
  readonly endpoints: readonly ServiceEndpoint[]
  readonly taskVariables: ReadonlyMap<string, string>
}

/**
 * The environment of a Node task's process, in the order of microsoft/azure-pipelines-agent (Handler.cs, NodeHandler.cs), later over earlier: the step's
 * `env:`, public variables and their names, secrets as `SECRET_…` and their names, `INPUT_…`, `ENDPOINT_…` of the connections that inputs name and of
 * the system's own, task variables, PATH. The task library takes inputs, authorization and secrets out of it when it is loaded.
 */
export function nodeTaskEnvironment(attempt: Attempt, process: NodeTaskProcess): Record<string, string> {
  const { endpoints } = process
  const environment = stepEnvironment(attempt, endpoints)
  addVariables(environment, attempt)
  for (const [name, value] of process.inputs) environment[`INPUT_${environmentName(name)}`] = value
  for (const endpoint of endpoints) addEndpoint(environment, endpoint)
  addAuthorization(environment, SYSTEM_CONNECTION, 'OAuth', { AccessToken: attempt.access.accessToken })
  for (const [name, value] of process.taskVariables) environment[`VSTS_TASKVARIABLE_${environmentName(name)}`] = value
  return environment
}

/** The public variables are in the environment of every step; here are those of this step alone, the secrets, and the names of both. */
function addVariables(environment: Record<string, string>, { job, access, ownVariables }: Attempt): void {
  const all = [...job.variables.all()]
  const own = { ...ownVariables, ...agentNetwork(access.environment) }
  for (const [name, value] of Object.entries(own)) environment[environmentName(name)] = value
  const secrets = all.filter(({ secret }) => secret)
  for (const { name, value, preserveCase } of secrets)
    environment[`SECRET_${environmentName(name, preserveCase)}`] = value
  const names = [...all.filter(({ secret }) => !secret).map(({ name }) => name), ...Object.keys(own)]
  environment.VSTS_PUBLIC_VARIABLES = JSON.stringify([...new Set(names)])
  environment.VSTS_SECRET_VARIABLES = JSON.stringify(secrets.map(({ name }) => name))
}

function addEndpoint(environment: Record<string, string>, endpoint: ServiceEndpoint): void {
  const { id, url, scheme, parameters, data } = endpoint
  environment[`ENDPOINT_URL_${id}`] = url
  addAuthorization(environment, id, scheme, parameters)
  environment[`ENDPOINT_DATA_${id}`] = JSON.stringify(data)
  for (const [name, value] of Object.entries(data)) environment[`ENDPOINT_DATA_${id}_${environmentName(name)}`] = value
}

function addAuthorization(
  environment: Record<string, string>,
  key: string,
  scheme: string,
  parameters: Readonly<Record<string, string>>,
): void {
  environment[`ENDPOINT_AUTH_${key}`] = JSON.stringify({ parameters, scheme })
  environment[`ENDPOINT_AUTH_SCHEME_${key}`] = scheme
  for (const [name, value] of Object.entries(parameters))
    environment[`ENDPOINT_AUTH_PARAMETER_${key}_${environmentName(name)}`] = value
}
