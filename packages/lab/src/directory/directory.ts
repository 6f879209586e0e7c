import { guidsFrom, type MakeGuid } from '../ground/guid.ts'
import type { LabSettings } from '../ground/settings.ts'
import { Applications } from './applications.ts'
import { Grants } from './grants.ts'
import { type Organization, Organizations, type Project } from './organizations.ts'
import { PersonalAccessTokens } from './personal-access-tokens.ts'
import { Registrations } from './registrations.ts'
import { ResourceGroups } from './resource-groups.ts'
import { ServiceConnections } from './service-connections.ts'
import { Subscriptions } from './subscriptions.ts'
import { type Tenant, Tenants } from './tenants.ts'
import { UserAssignedIdentities } from './user-assigned-identities.ts'

/** All objects of a lab: Entra's, Azure's and Azure DevOps'. Plain records in maps. */
export interface Directory {
  /** Makes ids that follow from the lab's seed. */
  readonly guid: MakeGuid
  readonly tenants: Tenants
  readonly applications: Applications
  /** What Graph has of the applications besides. */
  readonly registrations: Registrations
  /** What the applications may do in Graph and in Azure. */
  readonly grants: Grants
  readonly identities: UserAssignedIdentities
  readonly resourceGroups: ResourceGroups
  readonly subscriptions: Subscriptions
  readonly organizations: Organizations
  readonly connections: ServiceConnections
  readonly personalAccessTokens: PersonalAccessTokens
  /** The tenant, organization and project that objects are created in by default. */
  readonly home: { readonly tenant: Tenant; readonly organization: Organization; readonly project: Project }
}

/** Makes a directory with the settings' tenant, organization and project in it. */
export function createDirectory(settings: LabSettings, seed: string): Directory {
  const guid = guidsFrom(seed)
  const tenants = new Tenants()
  const organizations = new Organizations()
  const tenant = tenants.add({
    id: settings.tenant ?? guid('tenant', settings.tenantName),
    displayName: settings.tenantName,
    domains: [settings.tenantDomain],
  })
  const organization = organizations.add({
    id: guid('organization', settings.organization),
    name: settings.organization,
  })
  const project = organizations.addProject({
    id: guid('project', settings.organization, settings.project),
    name: settings.project,
    organization,
  })
  return {
    guid,
    tenants,
    applications: new Applications(),
    registrations: new Registrations(),
    grants: new Grants(),
    identities: new UserAssignedIdentities(),
    resourceGroups: new ResourceGroups(),
    subscriptions: new Subscriptions(),
    organizations,
    connections: new ServiceConnections(),
    personalAccessTokens: new PersonalAccessTokens(),
    home: { tenant, organization, project },
  }
}
