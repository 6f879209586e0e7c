import type { Tenant } from '../../directory/tenants.ts'
import type { GraphAnswer } from './answers.ts'
import { fail, graphErrors } from './graph-error.ts'
import type { GraphRequest } from './handler.ts'
import { keyOf } from './path.ts'
import type { GraphPorts } from './ports.ts'
import { entity, type GraphObject, page, readQuery } from './query.ts'

/** `GET /organization`: the client's own tenant. */
export function listOrganizations({ directory }: GraphPorts, request: GraphRequest): GraphAnswer {
  const tenant = directory.tenants.find(request.token.tenantId)
  return page(request, readQuery(request.url), 'organization', tenant ? [describe(tenant)] : [])
}

/** `GET /organization/{id}`. Fails with 404. */
export function showOrganization({ directory }: GraphPorts, request: GraphRequest): GraphAnswer {
  const { value } = keyOf(request.key)
  const tenant = directory.tenants.find(value)
  const own = tenant?.id === request.token.tenantId ? tenant : fail(graphErrors.notFound(value))
  return entity(request.version, readQuery(request.url).select, 'organization', describe(own))
}

/** A tenant as Graph shows it, as far as clients read it (Microsoft Learn, organization resource type). */
function describe(tenant: Tenant): GraphObject {
  return {
    id: tenant.id,
    deletedDateTime: null,
    displayName: tenant.displayName,
    countryLetterCode: 'US',
    createdDateTime: null,
    preferredLanguage: 'en',
    technicalNotificationMails: [],
    tenantType: 'AAD',
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains: tenant.domains.map((name, index) => ({
      capabilities: 'Email, OfficeCommunicationsOnline',
      isDefault: index === 0,
      isInitial: name.endsWith('.onmicrosoft.com'),
      name,
      type: 'Managed',
    })),
  }
}
