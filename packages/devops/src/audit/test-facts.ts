import { type OrganizationConnection, readConnection } from '../resources/connections.ts'
import type { EndpointExecution } from '../resources/execution-history.ts'
import { readApplication, type TrustingApplication } from '../trust/applications.ts'
import { audit } from './audit.ts'
import type { AuditedConnection } from './audited-connection.ts'
import { noFacts, type OrganizationFacts } from './organization-facts.ts'

// What the tests of the audit share: connections as the REST API shows them.

export const NOW = Date.UTC(2026, 10, 28)
export const TENANT = '11111111-2222-3333-4444-555555555555'
export const ORGANIZATION = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
export const CONNECTION = '99999999-8888-7777-6666-555555555555'
export const CLIENT = '12121212-3434-5656-7878-909090909090'

export const OLD = {
  issuer: `https://vstoken.dev.azure.com/${ORGANIZATION}`,
  subject: 'sc://contoso/Shop/production',
}
/** The ids of the tenant and of Azure DevOps are their 16 bytes in .NET's order: `rISbSSETf0KqFyZ8ppdXmA` is 499b84ac-1321-427f-aa17-267ca6975798 in public samples. */
export const NEW = {
  issuer: `https://login.microsoftonline.com/${TENANT}/v2.0`,
  subject: `/eid1/c/pub/t/ERERESIiMzNERFVVVVVVVQ/a/rISbSSETf0KqFyZ8ppdXmA/sc/${ORGANIZATION}/${CONNECTION}`,
}

export function connection(
  trust: { readonly issuer: string; readonly subject: string } | undefined,
  changes: Readonly<Record<string, unknown>> = {},
): OrganizationConnection {
  const federation = trust && {
    workloadIdentityFederationIssuer: trust.issuer,
    workloadIdentityFederationSubject: trust.subject,
  }
  const read = readConnection({
    id: CONNECTION,
    name: 'production',
    type: 'azurerm',
    isReady: true,
    authorization: {
      scheme: trust ? 'WorkloadIdentityFederation' : 'ServicePrincipal',
      parameters: { tenantid: TENANT, serviceprincipalid: CLIENT, ...federation },
    },
    data: { environment: 'AzureCloud' },
    serviceEndpointProjectReferences: [{ name: 'production', projectReference: { id: 'p1', name: 'Shop' } }],
    ...changes,
  })
  if (!read) throw new Error('not a connection')
  return read
}

/** An application that trusts these, under names c1, c2 … */
export function application(
  trusts: readonly { readonly issuer: string; readonly subject: string }[],
  changes: Readonly<Record<string, unknown>> = {},
): TrustingApplication {
  const read = readApplication({
    appId: CLIENT,
    displayName: 'deployer',
    signInAudience: 'AzureADMyOrg',
    federatedIdentityCredentials: trusts.map((trust, index) => ({
      name: `c${index + 1}`,
      audiences: ['api://AzureADTokenExchange'],
      ...trust,
    })),
    ...changes,
  })
  if (!read) throw new Error('not an application')
  return read
}

export function execution(id: number, changes: Partial<EndpointExecution['data']> = {}): EndpointExecution {
  return {
    endpointId: CONNECTION,
    data: {
      id,
      planType: 'Build',
      definition: { id: 7, name: 'nightly' },
      owner: { id: 100 + id, name: `20261101.${id}` },
      startTime: `2026-11-${String(id).padStart(2, '0')}T01:00:00Z`,
      finishTime: `2026-11-${String(id).padStart(2, '0')}T01:40:00Z`,
      result: 'succeeded',
      projectId: null,
      ...changes,
    },
  }
}

/** Audits one connection. */
export function auditOne(
  found: OrganizationConnection,
  facts: Partial<OrganizationFacts> = {},
  parties: readonly string[] = [],
): AuditedConnection {
  const all = { ...noFacts, organization: 'contoso', connections: [found], ...facts }
  const [audited] = audit(all, NOW, parties).connections
  if (!audited) throw new Error('nothing was audited')
  return audited
}
