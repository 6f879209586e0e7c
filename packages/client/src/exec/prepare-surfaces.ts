import type { Held } from '../keeper/held.ts'
import type { TokenSession } from '../session/token-session.ts'
import { isAzurePipelines } from '../sources/azure-pipelines.ts'
import type { IdTokenSource } from '../sources/id-token-source.ts'
import { azVariables, TOKEN_FILE } from '../surfaces/az-login.ts'
import {
  type AzureChoice,
  type AzureIdentity,
  findAzureIdentity,
  requireAzureIdentity,
} from '../surfaces/azure-identity.ts'
import type { Endpoint } from '../surfaces/endpoint.ts'
import type { SurfaceDirectory } from '../surfaces/surface-directory.ts'
import { trustEnvironment, withoutProxy } from '../surfaces/trust-bundle.ts'
import {
  awsVariables,
  azureVariables,
  sessionName,
  type TerraformTokens,
  terraformVariables,
  type Variables,
} from '../surfaces/variables.ts'
import type { ExecPorts } from './exec-ports.ts'
import { findProgram } from './find-command.ts'

/** What the command is to be given. */
export interface SurfaceRequest {
  /** `auto`: where the source is Azure Pipelines', nothing else is asked for, and it is known who one is. */
  readonly azure: boolean | 'auto'
  readonly terraform: boolean
  readonly awsRoleArn?: string
  /** Whether to open the local endpoint, where the source has one to stand in for. */
  readonly endpoint: boolean
  readonly identity: AzureChoice
}

/** The command's environment, and what the log says about it. */
export interface PreparedSurfaces {
  readonly variables: readonly Variables[]
  readonly names: readonly string[]
}

/** Loads what the endpoint needs, while a token is on its way. */
export async function loadEndpoint(source: IdTokenSource): Promise<void> {
  if (isAzurePipelines(source)) await import('../surfaces/endpoint.ts')
}

/** Opens the endpoint that takes the place of the job's own; undefined where the source has none. */
export async function openLocalEndpoint(source: IdTokenSource, session: TokenSession): Promise<Endpoint | undefined> {
  if (!isAzurePipelines(source)) return undefined
  return session.openEndpoint(source, source.accessToken, await connectionIdOf(source))
}

/** Collects what the command's environment gets beyond ours, and writes the files that it names. */
export async function prepareSurfaces(
  request: SurfaceRequest,
  source: IdTokenSource,
  held: Held,
  endpoint: Endpoint | undefined,
  directory: SurfaceDirectory,
  ports: ExecPorts,
): Promise<PreparedSurfaces> {
  const { env, files } = ports
  const tokenFile = files.join(directory.path, TOKEN_FILE)
  const variables: Variables[] = [{ idToken: held.token, MINTWELL_ID_TOKEN_FILE: tokenFile }]
  const names = ['idToken', 'MINTWELL_ID_TOKEN_FILE']
  if (endpoint) {
    variables.push(
      { SYSTEM_OIDCREQUESTURI: endpoint.url },
      trustEnvironment(endpoint.authorityPem, env, directory, files, ports.ownRoots),
      withoutProxy(env),
    )
    names.push('SYSTEM_OIDCREQUESTURI')
  }
  const connectionId = isAzurePipelines(source) ? await connectionIdOf(source) : undefined
  const identity = await findIdentity(request, source, connectionId, held, env)
  if (!identity && request.azure === 'auto' && connectionId) {
    ports.log.info(
      'The identity in Azure is unknown here, so az and the Azure SDKs are not logged in: give --client-id and --tenant-id.',
    )
  }
  if (identity && request.azure !== false) {
    variables.push(azureVariables(identity, { text: held.token, file: tokenFile }, connectionId))
    const az = azVariables(identity, env, directory, {
      ...ports,
      find: (name, accept) => findProgram(name, env, ports, accept),
    })
    if (az) variables.push(az)
    names.push('AZURE_FEDERATED_TOKEN_FILE', ...(az ? ['az'] : []))
  }
  if (identity && request.terraform) {
    variables.push(terraformVariables(identity, terraformTokens(source, endpoint, connectionId, tokenFile)))
    names.push('ARM_*')
  }
  if (request.awsRoleArn) {
    variables.push(awsVariables(request.awsRoleArn, tokenFile, sessionName(ports.handover.run)))
    names.push('AWS_WEB_IDENTITY_TOKEN_FILE')
  }
  return { variables, names }
}

async function findIdentity(
  request: SurfaceRequest,
  source: IdTokenSource,
  connectionId: string | undefined,
  held: Held,
  env: ExecPorts['env'],
): Promise<AzureIdentity | undefined> {
  const auto = request.azure === 'auto'
  if (auto && (!isAzurePipelines(source) || connectionId === undefined)) return undefined
  if (request.azure === false && !request.terraform) return undefined
  const describe = async () => (isAzurePipelines(source) ? source.connection() : undefined)
  const found = await findAzureIdentity(request.identity, env, connectionId, describe, held.reading)
  if (auto && (!found.clientId || !found.tenantId)) return undefined
  return requireAzureIdentity(found, request.terraform ? '--terraform' : '--azure')
}

function terraformTokens(
  source: IdTokenSource,
  endpoint: Endpoint | undefined,
  connectionId: string | undefined,
  path: string,
): TerraformTokens {
  if (isAzurePipelines(source) && endpoint)
    return { kind: 'endpoint', url: endpoint.url, accessToken: source.accessToken, connectionId }
  return source.name === 'github-actions' ? { kind: 'own' } : { kind: 'file', path }
}

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** The connection's GUID; a name has been looked up already when the token was asked for. */
async function connectionIdOf(source: IdTokenSource): Promise<string | undefined> {
  if (!isAzurePipelines(source)) return undefined
  if (GUID.test(source.subject)) return source.subject
  return (await source.connection())?.id
}
