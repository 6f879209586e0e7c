/** Where a job asks for ID tokens, and who it is. */
export interface ServiceAddress {
  readonly requestUri: string
  /** The collection by the system's own connection, which no variable of a pipeline overwrites: the job token goes nowhere else. */
  readonly collectionUri: string | undefined
}

/**
 * The address of the endpoint for ID tokens: `SYSTEM_OIDCREQUESTURI`, or where it is missing what the job's own variables make of it (azure-devops-node-api, `TaskApi.createOidcToken`).
 * Undefined where this is no job of Azure Pipelines.
 */
export function serviceAddress(env: Readonly<Record<string, string | undefined>>): ServiceAddress | undefined {
  const collectionUri = env.ENDPOINT_URL_SYSTEMVSSCONNECTION || env.SYSTEM_COLLECTIONURI || undefined
  const requestUri = env.SYSTEM_OIDCREQUESTURI || builtUri(env, collectionUri)
  return requestUri ? { requestUri, collectionUri } : undefined
}

function builtUri(
  env: Readonly<Record<string, string | undefined>>,
  collectionUri: string | undefined,
): string | undefined {
  const { SYSTEM_TEAMPROJECTID: project, SYSTEM_HOSTTYPE: hub, SYSTEM_PLANID: plan, SYSTEM_JOBID: job } = env
  if (!collectionUri || !project || !hub || !plan || !job) return undefined
  return `${collectionUri.replace(/\/+$/, '')}/${project}/_apis/distributedtask/hubs/${hub}/plans/${plan}/jobs/${job}/oidctoken`
}
