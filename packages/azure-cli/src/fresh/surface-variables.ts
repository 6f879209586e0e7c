import {
  awsVariables,
  type Endpoint,
  type SurfaceDirectory,
  sessionName,
  terraformVariables,
  trustEnvironment,
  type Variables,
  withoutProxy,
} from '@mintwell/client'
import { stateFiles } from '../az/login-state.ts'
import { byLowerName } from '../endpoint-values.ts'
import type { ServiceEndpoint } from '../task-host.ts'
import type { FreshTaskHost } from './fresh-host.ts'
import type { FreshInputs } from './fresh-inputs.ts'

/** What the script is given beyond what AzureCLI gives, as changes to its environment, and the names that the log mentions. */
export interface Surfaces {
  readonly variables: readonly Variables[]
  readonly names: readonly string[]
}

/** Where Entra is, by the name of the cloud (Microsoft Entra documentation, "National clouds"). */
const AUTHORITIES: Readonly<Record<string, string>> = {
  azureusgovernment: 'https://login.microsoftonline.us/',
  azurechinacloud: 'https://login.chinacloudapi.cn/',
}
const PUBLIC_AUTHORITY = 'https://login.microsoftonline.com/'

/** By any of these a user has said himself who the Azure SDKs of the script are. */
const SDK_IDENTITY = [
  'AZURE_CLIENT_ID',
  'AZURE_TENANT_ID',
  'AZURE_CLIENT_SECRET',
  'AZURE_CLIENT_CERTIFICATE_PATH',
  'AZURE_FEDERATED_TOKEN_FILE',
  'AZURE_USERNAME',
  'AZURE_TOKEN_CREDENTIALS',
]

/** What the surfaces of a step are built from. */
export interface SurfaceParts {
  readonly host: FreshTaskHost
  readonly connection: ServiceEndpoint
  readonly fresh: FreshInputs
  readonly directory: SurfaceDirectory
  /** The endpoint that stands in for the job's own, and the token that it takes; undefined where there is none. */
  readonly endpoint: (Endpoint & { readonly accessToken: string }) | undefined
}

/**
 * The surfaces that stay fresh: a file for the Azure SDKs and the AWS SDKs, the endpoint for those that ask Azure DevOps, Terraform's variables where the user has switched
 * OIDC on. What the user has set himself is left as it is.
 */
export function surfaceVariables(parts: SurfaceParts): Surfaces {
  const { host, connection, fresh, directory, endpoint } = parts
  const env = host.environment
  const tokenFile = host.privateFiles.join(directory.path, stateFiles.idToken)
  const variables: Variables[] = [{ MINTWELL_ID_TOKEN_FILE: tokenFile }]
  const names = ['MINTWELL_ID_TOKEN_FILE']
  const { serviceprincipalid: clientId = '', tenantid: tenantId = '' } = byLowerName(connection.parameters)
  if (clientId && tenantId && !SDK_IDENTITY.some((name) => env[name])) {
    variables.push({
      AZURE_CLIENT_ID: clientId,
      AZURE_TENANT_ID: tenantId,
      AZURE_FEDERATED_TOKEN_FILE: tokenFile,
      AZURE_AUTHORITY_HOST: env.AZURE_AUTHORITY_HOST || authorityHost(connection),
    })
    names.push('AZURE_FEDERATED_TOKEN_FILE')
  }
  if (endpoint) {
    variables.push(
      { SYSTEM_OIDCREQUESTURI: endpoint.url },
      trustEnvironment(endpoint.authorityPem, env, directory, host.privateFiles, host.ownRoots),
      withoutProxy(env),
    )
    names.push('SYSTEM_OIDCREQUESTURI')
  }
  if (endpoint && clientId && tenantId && /^(true|1)$/i.test(env.ARM_USE_OIDC ?? '')) {
    variables.push(unset(env, terraform(parts, endpoint, { clientId, tenantId })))
    names.push('ARM_*')
  }
  if (fresh.awsRoleArn) {
    variables.push(awsVariables(fresh.awsRoleArn, tokenFile, sessionName(host.handover.run)))
    names.push('AWS_WEB_IDENTITY_TOKEN_FILE')
  }
  return { variables, names }
}

function authorityHost(connection: ServiceEndpoint): string {
  const { activedirectoryauthority, environment = '' } = byLowerName(connection.data)
  const host = activedirectoryauthority || AUTHORITIES[environment.toLowerCase()] || PUBLIC_AUTHORITY
  return host.endsWith('/') ? host : `${host}/`
}

function terraform(
  { connection }: SurfaceParts,
  endpoint: Endpoint & { readonly accessToken: string },
  who: { clientId: string; tenantId: string },
): Variables {
  const { subscriptionid: subscriptionId, environment: cloud = 'AzureCloud' } = byLowerName(connection.data)
  return terraformVariables(
    { ...who, subscriptionId, authorityHost: authorityHost(connection), cloud },
    { kind: 'endpoint', url: endpoint.url, accessToken: endpoint.accessToken, connectionId: connection.id },
  )
}

/** The changes to what is not set yet. */
function unset(env: Readonly<Record<string, string>>, variables: Variables): Variables {
  return Object.fromEntries(Object.entries(variables).filter(([name, value]) => value !== undefined && !env[name]))
}

/** An environment with changes made; undefined takes a variable out. */
export function withVariables(
  env: Readonly<Record<string, string>>,
  ...changes: readonly Variables[]
): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(
    Object.assign({}, env, ...changes) as Record<string, string | undefined>,
  )) {
    if (value !== undefined) result[name] = value
  }
  return result
}
