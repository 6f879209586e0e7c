import type { Subscription } from '../../directory/subscriptions.ts'
import type { Tenant } from '../../directory/tenants.ts'
import type { AccessToken } from '../bearer/access-token.ts'
import { type ArmAnswer, listOf } from './answers.ts'
import type { ArmPorts } from './ports.ts'

/** `GET /subscriptions`: those that the client was granted, in its tenant. */
export function listSubscriptions({ directory }: ArmPorts, token: AccessToken): ArmAnswer {
  const granted = [...directory.grants.subscriptionsOf(token.clientId)]
    .map((id) => directory.subscriptions.find(id))
    .filter((subscription) => subscription !== undefined)
    .filter((subscription) => subscription.tenantId === token.tenantId)
  const value = granted.map(describeSubscription)
  return { status: 200, body: { value, count: { type: 'Total', value: value.length } } }
}

/** A subscription as the service shows it (public captures). */
export function describeSubscription(subscription: Subscription): object {
  return {
    id: `/subscriptions/${subscription.id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: subscription.id,
    tenantId: subscription.tenantId,
    displayName: subscription.displayName,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  }
}

/** `GET /tenants`: the one tenant that an application's token is for. */
export function listTenants({ directory }: ArmPorts, token: AccessToken): ArmAnswer {
  const tenant = directory.tenants.find(token.tenantId)
  return listOf(tenant ? [describeTenant(tenant)] : [])
}

function describeTenant(tenant: Tenant): object {
  const [domain] = tenant.domains
  return {
    id: `/tenants/${tenant.id}`,
    tenantId: tenant.id,
    countryCode: 'US',
    displayName: tenant.displayName,
    domains: tenant.domains,
    tenantCategory: 'Home',
    ...(domain === undefined ? {} : { defaultDomain: domain }),
    tenantType: 'AAD',
  }
}
