import type { OrganizationConnection } from '../resources/connections.ts'
import { issuerOf, OLD_ISSUER } from './issuer-prefix.ts'

/** Whose tokens a relying party takes: what a connection's tokens say, to be compared byte for byte. */
export interface ExpectedTrust {
  readonly issuer: string
  readonly subject: string
  /** What Entra's credentials have as audience. */
  readonly audience: string
}

/** The audience of a federated identity credential in the public cloud (Microsoft Learn, "Workload identity federation"). */
export const EXCHANGE_AUDIENCE = 'api://AzureADTokenExchange'
/** The audience that a token of a converted connection itself names, by its application id, and the party that it was issued to (public samples: gravitational/teleport RFD 0211). */
export const NEW_TOKEN_AUDIENCE = 'fb60f99c-7a34-4190-8149-302f77469936'
export const NEW_TOKEN_AZP = '499b84ac-1321-427f-aa17-267ca6975798'

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What the connection's tokens say today; undefined where issuer or subject are not shown. */
export function presentTrust(connection: OrganizationConnection): ExpectedTrust | undefined {
  const issuer = issuerOf(connection)
  const subject = connection.authorization?.parameters.workloadidentityfederationsubject
  return issuer !== undefined && subject !== undefined ? { issuer, subject, audience: EXCHANGE_AUDIENCE } : undefined
}

/**
 * What the tokens of a connection of the old issuer will say once it is converted: Entra's issuer of the tenant, and a subject of ids alone. Undefined where an id is not shown.
 * The form of the subject is that of public samples (sigstore/fulcio#1803): the tenant and Azure DevOps' application as 16 bytes in base64url, then organization and connection.
 */
export function trustAfterConversion(connection: OrganizationConnection): ExpectedTrust | undefined {
  const tenantId = connection.authorization?.parameters.tenantid
  const organizationId = organizationIdOf(issuerOf(connection))
  if (!tenantId || !GUID.test(tenantId) || !GUID.test(connection.id) || organizationId === undefined) return undefined
  const subject = `/eid1/c/pub/t/${guidBytes(tenantId)}/a/${guidBytes(NEW_TOKEN_AZP)}/sc/${organizationId}/${connection.id}`
  return { issuer: `https://login.microsoftonline.com/${tenantId}/v2.0`, subject, audience: EXCHANGE_AUDIENCE }
}

/** The organization's id at the end of the old issuer. */
function organizationIdOf(issuer: string | undefined): string | undefined {
  const id = issuer?.startsWith(`${OLD_ISSUER}/`) ? issuer.slice(OLD_ISSUER.length + 1) : ''
  return GUID.test(id) ? id.toLowerCase() : undefined
}

/** A GUID as 16 bytes in .NET's order, the first three fields reversed, in base64url. */
function guidBytes(guid: string): string {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex')
  const reversed = (from: number, to: number) => Buffer.from(bytes.subarray(from, to)).reverse()
  return Buffer.concat([reversed(0, 4), reversed(4, 6), reversed(6, 8), bytes.subarray(8)]).toString('base64url')
}

/** The subject that the old issuer gives a connection under its present names: its own project is the first of its references. */
export function subjectByNames(connection: OrganizationConnection, organization: string): string | undefined {
  const [own] = connection.serviceEndpointProjectReferences
  return own && `sc://${organization}/${own.projectReference.name}/${own.name}`
}
