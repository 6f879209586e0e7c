import type { FederationPolicy } from '../hooks/service-hooks.ts'
import type { Assertion } from './assertion.ts'
import { refuse } from './refusal.ts'
import { stsErrors } from './sts-errors.ts'

/** Refuses an assertion that a credential matches, where a policy of the tenant forbids it: with 700223, 700238, 7002381 or 900382. */
export function checkPolicy(policy: FederationPolicy | undefined, { issuer }: Assertion): void {
  if (policy === 'off') refuse(stsErrors.federationOff)
  if (policy === 'issuer') refuse(stsErrors.issuerForbidden, { issuer })
  if (policy === 'enterprise') refuse(stsErrors.enterpriseClaim, { issuer, actual: '' })
  if (policy === 'cross-cloud') refuse(stsErrors.crossCloud)
}
