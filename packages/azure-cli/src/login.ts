import type { AzLogin } from './az-shim.ts'
import type { AzureCliInputs } from './inputs.ts'
import type { ServiceEndpoint } from './task-host.ts'

/** A subscription of all zeros stands for none (AzureCLI@3). */
const NO_SUBSCRIPTION = '00000000-0000-0000-0000-000000000000'

/**
 * The calls of az that make up AzureCLI's login with federation, in its order (facts: `cloud set`, `login`, `account set`), with the assertion from
 * standard input (`@-`, az 2.45.0 and later, measured) where Microsoft's task puts it on the command line.
 */
export function federatedLogin(endpoint: ServiceEndpoint, inputs: AzureCliInputs): AzLogin {
  const { serviceprincipalid = '', tenantid = '' } = endpoint.parameters
  const login = [
    'login',
    '--service-principal',
    '-u',
    serviceprincipalid,
    '--tenant',
    tenantid,
    '--allow-no-subscriptions',
    '--federated-token',
    '@-',
  ]
  const subscription = endpoint.data.subscriptionid ?? ''
  const skip =
    inputs.connectionType === 'azureDevOps' ||
    inputs.allowNoSubscriptions ||
    subscription === '' ||
    subscription === NO_SUBSCRIPTION
  const environment = endpoint.data.environment
  return {
    before: environment && inputs.connectionType === 'azureRM' ? [['cloud', 'set', '-n', environment]] : [],
    login,
    after: skip ? [] : [['account', 'set', '--subscription', subscription]],
  }
}
