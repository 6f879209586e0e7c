import { mkdirSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { Lab, LabJob } from '@mintwell/lab'
import { LAB_VARIABLE } from './gone-lab.ts'

/** The stage, job and step that a command in the lab counts as. */
const STEP = { stage: '__default', job: 'Command', step: 'command' } as const

/**
 * The environment that leads a command's programs into the lab; with a connection, all that a step of a running job has besides. The user's own Azure configuration is not used:
 * az gets a directory of this command, unless the user names one.
 */
export async function commandEnvironment(
  lab: Lab,
  scratch: string,
  number: number,
  connection: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Readonly<Record<string, string>>> {
  const { environment: network } = lab.admit({ runNumber: number, ...STEP, purpose: 'script' })
  const azureConfig = join(scratch, 'azure')
  mkdirSync(azureConfig, { mode: 0o700 })
  const path = [lab.binDirectory, env.PATH].filter((part) => part).join(delimiter)
  const base = {
    ...lab.childEnvironment,
    ...network,
    PATH: path,
    [LAB_VARIABLE]: dirname(scratch),
    ...(env.AZURE_CONFIG_DIR ? {} : { AZURE_CONFIG_DIR: azureConfig }),
  }
  if (connection === undefined) return base
  const job = await lab.services.jobs.openJob({
    runNumber: number,
    stage: STEP.stage,
    job: STEP.job,
    connections: [connection],
    pipeline: 'lab-exec',
  })
  return { ...base, ...stepVariables(job, scratch, connection), ...(await spnVariables(lab, job, number)) }
}

/**
 * What AzureCLI gives its script with `addSpnToEnvironment` (azure-pipelines-tasks, AzureCLIV2): the ids, and an ID token (the bound one where the service has bound
 * one) or the secret, whichever the connection signs in with.
 */
async function spnVariables(lab: Lab, job: LabJob, number: number): Promise<Record<string, string>> {
  const [endpoint] = job.endpoints
  const connection = endpoint && lab.services.directory.connections.findById(endpoint.id)
  if (!connection) return {}
  const ids = { servicePrincipalId: connection.clientId, tenantId: connection.tenantId }
  const { idToken: bound, serviceprincipalkey: servicePrincipalKey } = endpoint.parameters
  if (servicePrincipalKey !== undefined) return { ...ids, servicePrincipalKey }
  if (connection.scheme !== 'WorkloadIdentityFederation') return ids
  const caller = { runNumber: number, ...STEP, purpose: 'script' } as const
  return { ...ids, idToken: bound ?? (await lab.services.issuer.issue(connection, caller)).compact }
}

/** What the agent gives a step of a running job that names a connection (azure-pipelines-agent and azure-pipelines-task-lib, sources). */
function stepVariables(job: LabJob, scratch: string, connection: string): Record<string, string> {
  const { accessToken } = job.openStep(STEP.step)
  const variables: Record<string, string> = {}
  for (const [name, value] of Object.entries(job.variables()))
    variables[name.replace(/[. ]/g, '_').toUpperCase()] = value
  const temp = join(scratch, 'temp')
  mkdirSync(temp, { mode: 0o700 })
  const endpoint = job.endpoints.find(
    ({ name, id }) => name.toLowerCase() === connection.toLowerCase() || id === connection.toLowerCase(),
  )
  if (!endpoint) throw new Error(`the connection '${connection}' was not created`)
  const { parameters, scheme } = endpoint
  for (const [key, value] of Object.entries(parameters))
    variables[`ENDPOINT_AUTH_PARAMETER_${endpoint.id}_${key.toUpperCase()}`] = value
  for (const [key, value] of Object.entries(endpoint.data))
    variables[`ENDPOINT_DATA_${endpoint.id}_${key.toUpperCase()}`] = value
  const system = { parameters: { AccessToken: accessToken }, scheme: 'OAuth' }
  return {
    ...variables,
    TF_BUILD: 'True',
    AGENT_TEMPDIRECTORY: temp,
    AGENT_WORKFOLDER: scratch,
    AGENT_VERSION: '4.273.0',
    SYSTEM_DEFAULTWORKINGDIRECTORY: scratch,
    SYSTEM_ACCESSTOKEN: accessToken,
    ENDPOINT_URL_SYSTEMVSSCONNECTION: variables.SYSTEM_COLLECTIONURI ?? '',
    ENDPOINT_AUTH_SYSTEMVSSCONNECTION: JSON.stringify(system),
    ENDPOINT_AUTH_SCHEME_SYSTEMVSSCONNECTION: system.scheme,
    ENDPOINT_AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN: accessToken,
    [`ENDPOINT_URL_${endpoint.id}`]: endpoint.url,
    [`ENDPOINT_AUTH_${endpoint.id}`]: JSON.stringify({ parameters, scheme }),
    [`ENDPOINT_AUTH_SCHEME_${endpoint.id}`]: scheme,
    [`ENDPOINT_DATA_${endpoint.id}`]: JSON.stringify(endpoint.data),
    AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: endpoint.id,
    AZURESUBSCRIPTION_CLIENT_ID: parameters.serviceprincipalid ?? '',
    AZURESUBSCRIPTION_TENANT_ID: parameters.tenantid ?? '',
    AZURESUBSCRIPTION_SUBSCRIPTION_ID: endpoint.data.subscriptionId ?? '',
  }
}
