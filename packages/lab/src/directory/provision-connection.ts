import type { Instant } from '@mintwell/clock'
import { LabError } from '../ground/errors.ts'
import { EXCHANGE_AUDIENCE, issuerOf, subjectOf } from '../ground/federation.ts'
import type { GraphAccess } from '../ground/graph-access.ts'
import { type Guid, isGuid } from '../ground/guid.ts'
import type { ConnectionSettings, LabSettings } from '../ground/settings.ts'
import type { Application } from './applications.ts'
import { makeConnectionCredential } from './connection-credential.ts'
import type { Directory } from './directory.ts'
import type { Project } from './organizations.ts'
import type { ServiceConnection } from './service-connections.ts'
import type { Tenant } from './tenants.ts'

/** What a connection to be made can be told; the rest comes from the settings for its name. */
export interface ProvisionOptions extends ConnectionSettings {
  readonly id?: Guid
  readonly project?: Project
}

/** So that `az ad app federated-credential create|delete` works for every connection: the rights of one who sets up federation, and no more. */
const DEFAULT_GRAPH_ACCESS: GraphAccess = 'credentials'

/**
 * Makes a service connection with all that it needs in Entra: app registration, service principal, subscription, and a federated identity
 * credential, a secret or a certificate.
 * Throws `ERR_DIRECTORY_CONFLICT`, `ERR_SETTING_INVALID` (an id that is no GUID, an application of another tenant), and what the rules for
 * credentials throw (an application that 20 connections use already).
 */
export function provisionConnection(
  context: { readonly directory: Directory; readonly settings: LabSettings; readonly at: Instant },
  name: string,
  options: ProvisionOptions = {},
): ServiceConnection {
  const { directory, settings, at } = context
  const configured = Object.hasOwn(settings.connections, name) ? settings.connections[name] : {}
  const wanted: ProvisionOptions = { ...configured, ...options }
  const project = wanted.project ?? directory.home.project
  const id = wanted.id ?? (isGuid(name) ? name.toLowerCase() : directory.guid('connection', project.id, name))
  const tenant = findTenant(directory, wanted.tenant)
  const issuerKind = wanted.issuer ?? settings.issuer
  const identity = { id, name, tenantId: tenant.id, project }
  const issuer = issuerOf(issuerKind, identity)
  const subject = subjectOf(issuerKind, identity)
  const subscription = directory.subscriptions.add({
    id: checkId('subscription', wanted.subscription) ?? directory.guid('subscription', id),
    displayName: `Subscription of ${name}`,
    tenantId: tenant.id,
  })
  const displayName = `${project.organization.name}-${project.name}-${subscription.id}`
  const application = findApplication(
    directory,
    tenant,
    checkId('app', wanted.app) ?? directory.guid('app', id),
    displayName,
  )
  if (directory.connections.findById(id)) throw new LabError('ERR_DIRECTORY_CONFLICT', { connection: id })
  directory.registrations.open(application.appId, at)
  directory.grants.grantSubscription(application.appId, subscription.id)
  directory.grants.grantGraph(application.appId, wanted.graph ?? DEFAULT_GRAPH_ACCESS)
  const proof = { ...identity, clientId: application.appId, issuer, subject: wanted.subject ?? subject }
  const credential = addCredential(directory, proof, wanted, at)
  const lifetime = wanted.idTokenLifetimeSeconds ?? settings.idTokenLifetimeSeconds
  return directory.connections.add({
    ...identity,
    type: 'azurerm',
    scheme: credential ? 'ServicePrincipal' : 'WorkloadIdentityFederation',
    ...(credential ? { credential } : {}),
    clientId: application.appId,
    subscriptionId: subscription.id,
    subscriptionName: subscription.displayName,
    environment: 'AzureCloud',
    issuerKind,
    issuer,
    subject,
    ...(lifetime === undefined ? {} : { idTokenLifetimeSeconds: lifetime }),
    createdAt: at,
  })
}

/** Gives an application what its connection signs in with: a federated identity credential, or the secret or certificate that is returned. */
function addCredential(
  directory: Directory,
  connection: Pick<ServiceConnection, 'id' | 'name' | 'clientId' | 'issuer' | 'subject'>,
  { scheme = 'workloadIdentityFederation', audience = EXCHANGE_AUDIENCE }: ProvisionOptions,
  at: Instant,
): ServiceConnection['credential'] {
  const { id, name, clientId, issuer, subject } = connection
  if (scheme !== 'workloadIdentityFederation')
    return makeConnectionCredential(directory, { id, name, clientId }, scheme, at)
  const credential = {
    id: directory.guid('credential', id),
    name: id,
    issuer,
    subject,
    audiences: [audience],
    createdAt: at,
  }
  directory.applications.putCredential(clientId, credential)
  return undefined
}

function findTenant(directory: Directory, wanted: string | undefined): Tenant {
  if (wanted === undefined) return directory.home.tenant
  const id = checkId('tenant', wanted) as Guid
  return (
    directory.tenants.find(id) ?? directory.tenants.add({ id, displayName: `Tenant ${id.slice(0, 8)}`, domains: [] })
  )
}

function findApplication(directory: Directory, tenant: Tenant, appId: Guid, displayName: string): Application {
  const present = directory.applications.find(appId)
  if (present && present.tenantId !== tenant.id) {
    throw new LabError('ERR_SETTING_INVALID', {
      setting: 'app',
      value: appId,
      tenant: tenant.id,
      registeredIn: present.tenantId,
    })
  }
  const application =
    present ??
    directory.applications.add({
      appId,
      objectId: directory.guid('application object', appId),
      displayName,
      tenantId: tenant.id,
      federatedCredentials: [],
    })
  const objectId = directory.guid('service principal', tenant.id, appId)
  directory.applications.addServicePrincipal({ objectId, appId: application.appId, tenantId: tenant.id })
  return application
}

function checkId(setting: string, value: string | undefined): Guid | undefined {
  if (value === undefined) return undefined
  if (!isGuid(value)) throw new LabError('ERR_SETTING_INVALID', { setting, value, rule: 'a GUID' })
  return value.toLowerCase()
}
