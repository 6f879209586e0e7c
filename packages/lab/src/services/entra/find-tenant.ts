import type { Tenant, Tenants } from '../../directory/tenants.ts'
import { isGuid } from '../../ground/guid.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

/** Names in the tenant's place that stand for any tenant. */
export const ANY_TENANT: ReadonlySet<string> = new Set(['common', 'organizations', 'consumers'])

const DOMAIN = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/i

/** The tenant of a request's path, by id or domain. Refuses with 90002 (`atDiscovery` in the words of the documents), 900023 or 50059. */
export function findTenant(tenants: Tenants, name: string, atDiscovery = false): Tenant {
  const tenant = tenants.find(name)
  if (tenant) return tenant
  if (ANY_TENANT.has(name.toLowerCase())) refuse(stsErrors.tenantNotGiven)
  if (!isGuid(name) && !DOMAIN.test(name)) refuse(stsErrors.tenantNotValid, { tenant: name })
  return refuse(atDiscovery ? stsErrors.tenantNotFoundAtDiscovery : stsErrors.tenantNotFound, { tenant: name })
}
