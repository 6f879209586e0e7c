import type { Environment } from '../environment.ts'
import { ClientError } from '../errors.ts'
import { createHttp, type HttpClient } from '../http/http-client.ts'
import { type AzurePipelinesSource, azurePipelinesSource } from './azure-pipelines.ts'
import { mappingYaml } from './mapping-yaml.ts'

/** What may be said beside the environment. */
export interface AzurePipelinesChoice {
  /** A service connection by name or GUID; `AZURESUBSCRIPTION_SERVICE_CONNECTION_ID` by default; null asks for the pipeline's own token. */
  readonly connection?: string | null
  /** Default: a client that honours the proxy variables of `env`. */
  readonly http?: HttpClient
}

/**
 * The source of a step of Azure Pipelines, from its environment.
 *
 * @throws ClientError `ERR_SOURCE_CONFIGURATION`, `ERR_JOB_TOKEN_MISSING`, `ERR_CONNECTION_MISSING`
 * @example
 * const tokens = keepFresh(azurePipelines(process.env, { connection: 'azure-production' }))
 */
export function azurePipelines(env: Environment, choice: AzurePipelinesChoice = {}): AzurePipelinesSource {
  const requestUri = env.SYSTEM_OIDCREQUESTURI
  if (!requestUri) {
    throw new ClientError('ERR_SOURCE_CONFIGURATION', {
      message:
        'SYSTEM_OIDCREQUESTURI is not set, so this is not a step of an Azure Pipelines job that can ask for ID tokens.',
      hint: 'Azure DevOps Services sets it in every job; Azure DevOps Server has no workload identity federation. In a container, pass it on.',
    })
  }
  const connection =
    choice.connection === undefined ? env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID : (choice.connection ?? undefined)
  if (connection === undefined && choice.connection !== null) {
    throw new ClientError('ERR_CONNECTION_MISSING', {
      message: 'No service connection is named.',
      hint: 'Give --connection NAME (or its GUID), or run inside an AzureCLI task, which sets AZURESUBSCRIPTION_SERVICE_CONNECTION_ID.',
    })
  }
  const collectionUri = env.SYSTEM_COLLECTIONURI || env.SYSTEM_TEAMFOUNDATIONCOLLECTIONURI
  const project = env.SYSTEM_TEAMPROJECTID || env.SYSTEM_TEAMPROJECT
  return azurePipelinesSource({
    requestUri,
    accessToken: jobToken(env),
    http: choice.http ?? createHttp({ env }),
    ...(connection ? { connection } : {}),
    ...(collectionUri ? { collectionUri } : {}),
    ...(project ? { project } : {}),
  })
}

function jobToken(env: Environment): string {
  const token = env.SYSTEM_ACCESSTOKEN?.trim()
  // A macro that nobody expanded stays as it is: the mapping stands where Azure Pipelines does not look for one.
  if (token && !/^\$\(.*\)$/.test(token)) return token
  throw new ClientError('ERR_JOB_TOKEN_MISSING', {
    message: token
      ? `SYSTEM_ACCESSTOKEN holds the text '${token}' and not the job token.`
      : 'SYSTEM_ACCESSTOKEN is not set: Azure Pipelines gives the job token only to steps that ask for it.',
    hint: `Map it in the step that runs this:\n${mappingYaml}`,
  })
}
