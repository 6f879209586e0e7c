import type { Directory } from '../../directory/directory.ts'
import { AZURE_DEVOPS_APP_ID, EXCHANGE_AUDIENCE, EXCHANGE_RESOURCE_ID } from '../../ground/federation.ts'
import type { Guid } from '../../ground/guid.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

const DEFAULT_SUFFIX = '/.default'
/**
 * Scopes of OpenID Connect, which say nothing of the resource. MSAL for Go and MSAL for Java send the first three with every request, also of this flow
 * (their sources), and Entra gives them tokens.
 */
const OPENID_SCOPES: ReadonlySet<string> = new Set(['openid', 'profile', 'offline_access', 'email'])

/** Applications of Microsoft's own that exist in every tenant, by id (Microsoft Learn, first-party applications). */
const FIRST_PARTY = new Set([
  '00000002-0000-0000-c000-000000000000', // Azure AD Graph
  '00000003-0000-0000-c000-000000000000', // Microsoft Graph
  '797f4846-ba00-4fd7-ba43-dac1f8f63013', // Azure Resource Manager
  'e406a681-f3d4-42a8-90b6-c2b029497af1', // Azure Storage
  'cfa8b339-82a2-471a-a3c9-0fc0be7a4093', // Azure Key Vault
  '2ff814a6-3304-4ab8-85cb-cd0e6f879c1d', // Azure Databricks
  '022907d3-0f1b-48f7-badc-1ba6abab6d66', // Azure SQL
  AZURE_DEVOPS_APP_ID,
])

/** Domains under which Azure's resources have their identifiers; the lab takes every name below them for a resource that exists. */
const RESOURCE_DOMAINS = [
  'azure.com',
  'azure.net',
  'windows.net',
  'microsoft.com',
  'azurecr.io',
  'visualstudio.com',
  'office.com',
  'localhost',
  '127.0.0.1',
]

/**
 * The resource that a scope of the client-credential flow names: exactly one `/.default` is taken off, so that
 * `https://management.core.windows.net//.default` (as az asks) leaves `https://management.core.windows.net/`. The scopes of OpenID Connect are passed
 * over. Refuses with 70011, 28000 or 1002012.
 */
export function resourceOfScope(scope: string): string {
  if (scope.trim() === '') refuse(stsErrors.invalidScope, { scope })
  const entries = resourceScopes(scope)
  if (entries.length === 0 || !entries.every((entry) => entry.endsWith(DEFAULT_SUFFIX)))
    refuse(stsErrors.scopeNotDefault, { scope })
  const resource = (entries[0] as string).slice(0, -DEFAULT_SUFFIX.length)
  if (new Set(entries).size > 1) refuse(stsErrors.severalResources, { scope: entries.join(' ') })
  if (entries.length > 1 || resource === '') refuse(stsErrors.invalidScope, { scope })
  return resource
}

/** The same as far as it can be said of any scope, for the report of a request that was refused. */
export function askedResource(scope: string): string {
  return resourceScopes(scope)
    .join(' ')
    .replace(/\/\.default$/, '')
}

function resourceScopes(scope: string): readonly string[] {
  return scope.split(' ').filter((entry) => entry !== '' && !OPENID_SCOPES.has(entry))
}

/** A resource of the tenant, as its tokens name it. */
export interface Resource {
  /** The `aud` of its tokens. */
  readonly audience: string
  /** Which tokens the resource takes: its own choice, not the endpoint's (`requestedAccessTokenVersion` of an application). */
  readonly version: 1 | 2
}

/**
 * Finds what a token is asked for: the resource of federation, one of Microsoft's own, an application that has a service principal in the tenant (by its
 * id, or by one of its identifier URIs), or a resource of Azure. An unknown one is refused with 500011.
 */
export function findResource(asked: string, tenantId: Guid, directory: Directory): Resource | undefined {
  const name = asked.toLowerCase()
  if (name === EXCHANGE_AUDIENCE.toLowerCase() || name === EXCHANGE_RESOURCE_ID) {
    return { audience: EXCHANGE_RESOURCE_ID, version: 2 }
  }
  const [, appId] = /^(?:(?:api|spn):\/?\/?)?([0-9a-f-]{36})$/.exec(name) ?? []
  if (FIRST_PARTY.has(name) || isInAzure(name)) return { audience: asked, version: 1 }
  const clientId = appId ?? clientIdOfUri(name, directory)
  if (clientId === undefined || !directory.applications.servicePrincipal(tenantId, clientId)) return undefined
  const { api } = directory.registrations.find(clientId)?.properties ?? {}
  const version = typeof api === 'object' && api !== null && 'requestedAccessTokenVersion' in api
  return version && api.requestedAccessTokenVersion === 2
    ? { audience: clientId.toLowerCase(), version: 2 }
    : { audience: asked, version: 1 }
}

function isInAzure(name: string): boolean {
  const [, hostname] = /^https:\/\/([a-z0-9.-]+)(?::\d+)?(?:\/|$)/.exec(name) ?? []
  return RESOURCE_DOMAINS.some((domain) => hostname === domain || hostname?.endsWith(`.${domain}`))
}

/** Looks through all registrations: only names that were not found elsewhere are looked up this way. */
function clientIdOfUri(name: string, { registrations }: Directory): string | undefined {
  for (const [clientId, { properties }] of registrations.entries()) {
    const { identifierUris } = properties
    if (Array.isArray(identifierUris) && identifierUris.some((uri) => String(uri).toLowerCase() === name))
      return clientId
  }
  return undefined
}
