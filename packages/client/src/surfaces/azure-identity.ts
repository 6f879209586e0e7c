import type { Token } from '@mintwell/token'
import type { Environment } from '../environment.ts'
import { ClientError } from '../errors.ts'
import type { Connection } from '../sources/azure-pipelines-connection.ts'

/** An identity in Azure: what the exchange at Entra needs beside the assertion. */
export interface AzureIdentity {
  readonly clientId: string
  readonly tenantId: string
  readonly subscriptionId: string | undefined
  /** With a slash at the end, as the SDKs write it. */
  readonly authorityHost: string
  /** `AzureCloud` and its sisters, as az names them. */
  readonly cloud: string
}

/** What the user said himself. */
export interface AzureChoice {
  readonly clientId?: string
  readonly tenantId?: string
  readonly subscriptionId?: string
}

/** Where Entra is, by the name of the cloud (Microsoft Entra documentation, "National clouds"). */
const AUTHORITIES: Readonly<Record<string, string>> = {
  AzureCloud: 'https://login.microsoftonline.com/',
  AzureUSGovernment: 'https://login.microsoftonline.us/',
  AzureChinaCloud: 'https://login.chinacloudapi.cn/',
}

/** The issuer of an Entra token names the tenant of its connection (Azure DevOps, "workload identity federation": the issuer is `https://login.microsoftonline.com/TENANT/v2.0`). */
const ENTRA_ISSUER = /^https:\/\/login\.[a-z.]+\/([0-9a-f-]{36})\/v2\.0$/i

/** Which variables say who one is, in the order in which they are believed; those of an AzureCLI step only where they are of the same connection. */
const OF_ANYONE: readonly Names[] = [
  { clientId: 'AZURE_CLIENT_ID', tenantId: 'AZURE_TENANT_ID', subscriptionId: 'AZURE_SUBSCRIPTION_ID' },
  { clientId: 'ARM_CLIENT_ID', tenantId: 'ARM_TENANT_ID', subscriptionId: 'ARM_SUBSCRIPTION_ID' },
]
const OF_AZURE_CLI: readonly Names[] = [
  {
    clientId: 'AZURESUBSCRIPTION_CLIENT_ID',
    tenantId: 'AZURESUBSCRIPTION_TENANT_ID',
    subscriptionId: 'AZURESUBSCRIPTION_SUBSCRIPTION_ID',
  },
  { clientId: 'servicePrincipalId', tenantId: 'tenantId', subscriptionId: '' },
]

interface Names {
  readonly clientId: string
  readonly tenantId: string
  readonly subscriptionId: string
}

/** Collects the identity from what the user said, the environment, the connection and the token, each asked only for what is still missing. */
export async function findAzureIdentity(
  choice: AzureChoice,
  env: Environment,
  connectionId: string | undefined,
  describeConnection: () => Promise<Connection | undefined>,
  token: Pick<Token, 'issuer'>,
): Promise<Partial<AzureIdentity> & Pick<AzureIdentity, 'authorityHost' | 'cloud'>> {
  const sameConnection =
    !connectionId ||
    !env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID ||
    env.AZURESUBSCRIPTION_SERVICE_CONNECTION_ID.toLowerCase() === connectionId.toLowerCase()
  const names = sameConnection ? [...OF_AZURE_CLI, ...OF_ANYONE] : OF_ANYONE
  const read = (key: keyof Names) => choice[key] || names.map((each) => env[each[key]]).find((value) => value)
  const clientId = read('clientId')
  const tenantId = read('tenantId')
  const known = clientId && tenantId ? undefined : await describeConnection().catch(() => undefined)
  const cloud = known?.environment ?? 'AzureCloud'
  const host = env.AZURE_AUTHORITY_HOST || AUTHORITIES[cloud] || (AUTHORITIES.AzureCloud as string)
  const [, issuingTenant] = ENTRA_ISSUER.exec(token.issuer ?? '') ?? []
  const found = {
    clientId: clientId || known?.clientId,
    tenantId: tenantId || known?.tenantId || issuingTenant,
    subscriptionId: read('subscriptionId') || known?.subscriptionId,
  }
  return {
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value)),
    authorityHost: host.endsWith('/') ? host : `${host}/`,
    cloud,
  }
}

/** The identity, complete, or what is missing and how to give it. Throws `ERR_SURFACE_CONFIGURATION`. */
export function requireAzureIdentity(
  found: Partial<AzureIdentity> & Pick<AzureIdentity, 'authorityHost' | 'cloud'>,
  wantedBy: string,
): AzureIdentity {
  const { clientId, tenantId, subscriptionId, authorityHost, cloud } = found
  if (clientId && tenantId) return { clientId, tenantId, subscriptionId, authorityHost, cloud }
  const missing = [clientId ? '' : 'the client id', tenantId ? '' : 'the tenant id']
    .filter((part) => part)
    .join(' and ')
  throw new ClientError('ERR_SURFACE_CONFIGURATION', {
    message: `${wantedBy} needs ${missing} of the service connection, which is unknown here.`,
    hint: 'Give --client-id and --tenant-id (both are on the page of the connection), set AZURE_CLIENT_ID and AZURE_TENANT_ID, or let the build service read the connection.',
    data: { missing },
  })
}
