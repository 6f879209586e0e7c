import { encodeGuid, type Guid } from './guid.ts'

/** Who issues a connection's ID tokens: Entra (the default for new connections since late 2025) or Azure DevOps itself (retired 2027-07-01). */
export type IssuingService = 'entra' | 'ado'

/** The audience of every federated identity credential for Azure (Microsoft Learn). */
export const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange'
/** The application of that audience: what Entra-issued tokens carry as `aud` instead (public tokens; teleport RFD 0211). */
export const EXCHANGE_RESOURCE_ID = 'fb60f99c-7a34-4190-8149-302f77469936'
/** Azure DevOps as an application of Entra. */
export const AZURE_DEVOPS_APP_ID = '499b84ac-1321-427f-aa17-267ca6975798'

export const ENTRA_HOST = 'login.microsoftonline.com'
export const AZURE_DEVOPS_ISSUER_HOST = 'vstoken.dev.azure.com'

/** Entra's v2.0 issuer for a tenant. */
export function entraIssuer(tenantId: Guid): string {
  return `https://${ENTRA_HOST}/${tenantId}/v2.0`
}

/** Entra's v1.0 issuer for a tenant, with its slash at the end. */
export function entraIssuerV1(tenantId: Guid): string {
  return `https://sts.windows.net/${tenantId}/`
}

/** Azure DevOps' issuer for an organization, without a slash at the end. */
export function azureDevOpsIssuer(organizationId: Guid): string {
  return `https://${AZURE_DEVOPS_ISSUER_HOST}/${organizationId}`
}

/** What names a connection in a token. Entra's form holds no names, so that a renamed connection keeps it; Azure DevOps' form changes. */
export interface FederatedConnection {
  readonly id: Guid
  readonly name: string
  readonly tenantId: Guid
  readonly project: { readonly name: string; readonly organization: { readonly id: Guid; readonly name: string } }
}

/** The issuer of a connection's tokens. */
export function issuerOf(kind: IssuingService, connection: FederatedConnection): string {
  return kind === 'entra' ? entraIssuer(connection.tenantId) : azureDevOpsIssuer(connection.project.organization.id)
}

/** The subject of a connection's tokens (both forms from public tokens). */
export function subjectOf(kind: IssuingService, connection: FederatedConnection): string {
  const { organization } = connection.project
  if (kind === 'ado') return `sc://${organization.name}/${connection.project.name}/${connection.name}`
  const tenant = encodeGuid(connection.tenantId)
  return `/eid1/c/pub/t/${tenant}/a/${encodeGuid(AZURE_DEVOPS_APP_ID)}/sc/${organization.id}/${connection.id}`
}

/** Is this one of Entra's own issuers, v1 or v2? */
export function isEntraIssuer(issuer: string): boolean {
  return issuer.startsWith(`https://${ENTRA_HOST}/`) || issuer.startsWith('https://sts.windows.net/')
}
