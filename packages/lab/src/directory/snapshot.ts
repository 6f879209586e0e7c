import { LabError } from '../ground/errors.ts'
import type { GraphAccess } from '../ground/graph-access.ts'
import type { Guid } from '../ground/guid.ts'
import type { Application, ServicePrincipal } from './applications.ts'
import type { Directory } from './directory.ts'
import type { Project } from './organizations.ts'
import type { PersonalAccessToken } from './personal-access-tokens.ts'
import type { Registration } from './registrations.ts'
import type { ResourceGroup } from './resource-groups.ts'
import type { ServiceConnection } from './service-connections.ts'
import type { Subscription } from './subscriptions.ts'
import type { Tenant } from './tenants.ts'
import type { UserAssignedIdentity } from './user-assigned-identities.ts'

/** A connection as it is stored: its project by ids. */
type StoredConnection = Omit<ServiceConnection, 'project'> & { readonly projectId: Guid; readonly organizationId: Guid }

/** All objects of a directory as plain JSON. It holds no secret and no private key: of secrets and tokens it has the digests. */
export interface DirectorySnapshot {
  readonly schema: 1
  readonly tenants: readonly Tenant[]
  readonly organizations: readonly { readonly id: Guid; readonly name: string }[]
  readonly projects: readonly { readonly id: Guid; readonly name: string; readonly organizationId: Guid }[]
  readonly applications: readonly Application[]
  readonly servicePrincipals: readonly ServicePrincipal[]
  readonly registrations: readonly (readonly [Guid, Registration])[]
  readonly graphGrants: readonly (readonly [Guid, GraphAccess])[]
  readonly subscriptionGrants: readonly (readonly [Guid, readonly Guid[]])[]
  readonly identities: readonly UserAssignedIdentity[]
  readonly resourceGroups: readonly ResourceGroup[]
  readonly subscriptions: readonly Subscription[]
  readonly connections: readonly StoredConnection[]
  readonly personalAccessTokens: readonly (readonly [string, PersonalAccessToken])[]
}

/** Takes all objects of a directory. */
export function exportDirectory(directory: Directory): DirectorySnapshot {
  const { organizations, grants, applications } = directory
  return {
    schema: 1,
    tenants: directory.tenants.all(),
    organizations: organizations.all(),
    projects: organizations
      .projects()
      .map(({ id, name, organization }) => ({ id, name, organizationId: organization.id })),
    applications: [...applications.all()],
    servicePrincipals: [...applications.servicePrincipals()],
    registrations: [...directory.registrations.entries()],
    graphGrants: [...grants.graphGrants()],
    subscriptionGrants: grants.subscriptionGrants(),
    identities: [...directory.identities.all()],
    resourceGroups: directory.resourceGroups.all(),
    subscriptions: [...directory.subscriptions.all()],
    connections: [...directory.connections.all()].map(({ project, ...connection }) => ({
      ...connection,
      projectId: project.id,
      organizationId: project.organization.id,
    })),
    personalAccessTokens: [...directory.personalAccessTokens.entries()],
  }
}

/**
 * Puts stored objects into a directory. What it has already stays: the settings of today come before what was stored, and so the connections that are
 * configured are left out. Throws `ERR_DATA_INVALID` when the value is no snapshot.
 */
export function importDirectory(directory: Directory, value: unknown, configured: ReadonlySet<string>): void {
  const snapshot = checkSnapshot(value)
  try {
    importTenants(directory, snapshot)
    importOrganizations(directory, snapshot)
    importApplications(directory, snapshot)
    for (const subscription of snapshot.subscriptions) directory.subscriptions.add(subscription)
    for (const group of snapshot.resourceGroups) directory.resourceGroups.put(group)
    for (const identity of snapshot.identities) directory.identities.put(identity)
    for (const [digest, holder] of snapshot.personalAccessTokens) directory.personalAccessTokens.restore(digest, holder)
    importConnections(directory, snapshot, configured)
  } catch (error) {
    if (error instanceof LabError) throw error
    throw new LabError('ERR_DATA_INVALID', { what: 'objects' }, { cause: error })
  }
}

const LISTS = [
  'tenants',
  'organizations',
  'projects',
  'applications',
  'servicePrincipals',
  'registrations',
  'graphGrants',
  'subscriptionGrants',
  'identities',
  'resourceGroups',
  'subscriptions',
  'connections',
  'personalAccessTokens',
] as const satisfies readonly Exclude<keyof DirectorySnapshot, 'schema'>[]

function checkSnapshot(value: unknown): DirectorySnapshot {
  const members = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  if (members.schema !== 1) throw new LabError('ERR_DATA_INVALID', { what: 'schema', found: String(members.schema) })
  for (const name of LISTS) {
    const list = members[name]
    const isList = Array.isArray(list) && list.every((each) => typeof each === 'object' && each !== null)
    if (!isList) throw new LabError('ERR_DATA_INVALID', { what: name })
  }
  return members as unknown as DirectorySnapshot
}

/** A domain that a tenant of today has is no longer the stored tenant's. */
function importTenants({ tenants }: Directory, snapshot: DirectorySnapshot): void {
  for (const tenant of snapshot.tenants) {
    if (tenants.find(tenant.id)) continue
    tenants.add({ ...tenant, domains: tenant.domains.filter((domain) => !tenants.find(domain)) })
  }
}

function importOrganizations({ organizations }: Directory, snapshot: DirectorySnapshot): void {
  for (const organization of snapshot.organizations) {
    if (!organizations.find(organization.id) && !organizations.find(organization.name)) organizations.add(organization)
  }
  for (const { id, name, organizationId } of snapshot.projects) {
    const organization = organizations.find(organizationId)
    if (!organization || organizations.findProject(organization, id) || organizations.findProject(organization, name)) {
      continue
    }
    organizations.addProject({ id, name, organization })
  }
}

function importApplications({ applications, registrations, grants }: Directory, snapshot: DirectorySnapshot): void {
  for (const application of snapshot.applications) {
    if (!applications.find(application.appId)) applications.add(application)
  }
  for (const principal of snapshot.servicePrincipals) applications.addServicePrincipal(principal)
  for (const [clientId, registration] of snapshot.registrations) registrations.put(clientId, registration)
  for (const [clientId, access] of snapshot.graphGrants) grants.grantGraph(clientId, access)
  for (const [clientId, subscriptionIds] of snapshot.subscriptionGrants) {
    for (const id of subscriptionIds) grants.grantSubscription(clientId, id)
  }
}

function importConnections(
  { organizations, connections, home }: Directory,
  snapshot: DirectorySnapshot,
  configured: ReadonlySet<string>,
): void {
  for (const { projectId, organizationId, ...connection } of snapshot.connections) {
    const organization = organizations.find(organizationId)
    const project: Project | undefined = organization && organizations.findProject(organization, projectId)
    if (!project || connections.findById(connection.id) || connections.find(project, connection.name)) continue
    if (project.id === home.project.id && configured.has(connection.name.toLowerCase())) continue
    connections.add({ ...connection, project })
  }
}
