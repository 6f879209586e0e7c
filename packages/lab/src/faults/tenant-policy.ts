import { federationPolicies } from '../services/hooks/service-hooks.ts'
import { defineFault } from './fault.ts'

export const tenantPolicy = defineFault({
  name: 'tenant-policy',
  summary: 'A policy of the tenant forbids the exchange, although the federated identity credential matches',
  inCloud:
    'Administrators switched workload identity federation off, or allow some issuers or GitHub enterprises only: Entra answers AADSTS700223, 700238, 7002381 or 900382',
  parameters: {
    rule: {
      kind: 'text',
      default: 'off',
      oneOf: federationPolicies,
      summary: 'off (700223), issuer (700238), enterprise (7002381) or cross-cloud (900382)',
    },
  },
  create({ rule }) {
    const policy = federationPolicies.find((name) => name === rule)
    return { federationPolicy: () => policy }
  },
})
