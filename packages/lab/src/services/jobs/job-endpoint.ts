import type { ServiceConnection } from '../../directory/service-connections.ts'
import type { IdToken } from '../hooks/id-token.ts'

/** A service connection as a job and its tasks get it: names of parameters and data as the service writes them. */
export interface JobEndpoint {
  readonly id: string
  readonly name: string
  readonly type: string
  readonly url: string
  readonly scheme: string
  /** Of its authorization. */
  readonly parameters: Readonly<Record<string, string>>
  readonly data: Readonly<Record<string, string>>
}

const RESOURCE_MANAGER_URL = 'https://management.azure.com/'

/** Describes a connection for a job. With a bound token it carries `idToken`, which is secret. */
export function jobEndpoint(connection: ServiceConnection, bound?: IdToken): JobEndpoint {
  return {
    id: connection.id,
    name: connection.name,
    type: connection.type,
    url: RESOURCE_MANAGER_URL,
    scheme: connection.scheme,
    parameters: { tenantid: connection.tenantId, serviceprincipalid: connection.clientId, ...proof(connection, bound) },
    data: {
      environment: connection.environment,
      scopeLevel: 'Subscription',
      subscriptionId: connection.subscriptionId,
      subscriptionName: connection.subscriptionName,
      creationMode: connection.creationMode ?? 'Manual',
    },
  }
}

/** What the connection proves itself with, by the names that the service writes. */
function proof(connection: ServiceConnection, bound: IdToken | undefined): Readonly<Record<string, string>> {
  const { credential } = connection
  if (credential?.kind === 'secret') return { authenticationType: 'spnKey', serviceprincipalkey: credential.secret }
  if (credential) return { authenticationType: 'spnCertificate', servicePrincipalCertificate: credential.pem }
  return {
    workloadIdentityFederationIssuer: connection.issuer,
    workloadIdentityFederationSubject: connection.subject,
    workloadIdentityFederationIssuerType: connection.issuerKind === 'entra' ? 'EntraID' : 'AzureDevOps',
    ...(bound ? { idToken: bound.compact } : {}),
  }
}
