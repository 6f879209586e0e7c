import { byLowerName } from '../endpoint-values.ts'
import type { AzureCliInputs } from '../inputs.ts'
import type { ServiceEndpoint } from '../task-host.ts'

/** How a step's credentials are proven to Entra: what the service connection's scheme means for `az`. */
export type AzureCredential =
  | { readonly kind: 'federation' }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly pem: string }
  | { readonly kind: 'managed-identity' }

/** The calls of az that make up the step's login, each as arguments. */
export interface LoginPlan {
  readonly credential: AzureCredential
  /** `cloud set`, or the Azure DevOps extension. */
  readonly before: readonly (readonly string[])[]
  /** The login itself: the assertion or the secret comes from standard input (`@-`), so that it is on no command line. */
  readonly login: readonly string[]
  /** What is tried where az does not know an argument of `login`: an older az takes the certificate as the password. */
  readonly loginOfOlderAz?: readonly string[]
  /** `account set`, or the defaults of `az devops`. */
  readonly after: readonly (readonly string[])[]
}

/** Stands for the path of the certificate file in the arguments of a login: the file is written when az logs in. */
export const CERTIFICATE_PATH = '\0certificate'

/** A subscription of all zeros stands for none (AzureCLI@3). */
const NO_SUBSCRIPTION = '00000000-0000-0000-0000-000000000000'

/**
 * What AzureCLI does with az before the script, in its order (azureclitask.ts): `cloud set`, `login`, `account set`; for an Azure DevOps connection the
 * extension, `login`, `devops configure`. The text that a scheme that is not supported is refused with comes instead.
 */
export function planLogin(
  endpoint: ServiceEndpoint,
  inputs: AzureCliInputs,
  environment: Readonly<Record<string, string>>,
): LoginPlan | { readonly refused: string } {
  const credential = credentialOf(endpoint, inputs)
  if ('refused' in credential) return credential
  const login = ['login', ...loginArguments(credential, endpoint)]
  if (inputs.connectionType === 'azureDevOps') return { credential, login, ...devOpsCalls(environment) }
  const older =
    credential.kind === 'certificate' ? login.map((word) => word.replace('--certificate', '--password')) : undefined
  return { credential, login, ...(older ? { loginOfOlderAz: older } : {}), ...resourceManagerCalls(endpoint, inputs) }
}

function credentialOf(
  endpoint: ServiceEndpoint,
  inputs: AzureCliInputs,
): AzureCredential | { readonly refused: string } {
  const scheme = endpoint.scheme.toLowerCase()
  const {
    authenticationtype,
    serviceprincipalkey = '',
    serviceprincipalcertificate = '',
  } = byLowerName(endpoint.parameters)
  if (scheme === 'workloadidentityfederation') return { kind: 'federation' }
  if (inputs.connectionType === 'azureDevOps') {
    return {
      refused: `The authentication scheme '${endpoint.scheme}' is not supported for Azure DevOps service connections. Please update your Azure DevOps service connection to use one of the supported schemes: Workload Identity Federation.`,
    }
  }
  if (scheme === 'managedserviceidentity') return { kind: 'managed-identity' }
  if (scheme === 'serviceprincipal') {
    return authenticationtype?.toLowerCase() === 'spncertificate'
      ? { kind: 'certificate', pem: serviceprincipalcertificate }
      : { kind: 'secret', secret: serviceprincipalkey }
  }
  return {
    refused: `The authentication scheme '${endpoint.scheme}' is not supported for Azure Resource Manager connections. Please update your Azure Resource Manager service connection to use one of the supported schemes: Service Principal, Workload Identity Federation (WIF), or Managed Identity.`,
  }
}

function loginArguments(credential: AzureCredential, endpoint: ServiceEndpoint): readonly string[] {
  if (credential.kind === 'managed-identity') return ['--identity']
  const { serviceprincipalid = '', tenantid = '' } = byLowerName(endpoint.parameters)
  const principal = ['--service-principal', '-u', serviceprincipalid, '--tenant', tenantid, '--allow-no-subscriptions']
  switch (credential.kind) {
    case 'federation':
      return [...principal, '--federated-token', '@-']
    case 'secret':
      return [...principal, '--password', '@-']
    case 'certificate':
      return [...principal, '--certificate', CERTIFICATE_PATH]
  }
}

function resourceManagerCalls(endpoint: ServiceEndpoint, inputs: AzureCliInputs): Pick<LoginPlan, 'before' | 'after'> {
  const { environment, subscriptionid = '' } = byLowerName(endpoint.data)
  const skip = inputs.allowNoSubscriptions || subscriptionid === '' || subscriptionid === NO_SUBSCRIPTION
  return {
    before: environment ? [['cloud', 'set', '-n', environment]] : [],
    after: skip ? [] : [['account', 'set', '--subscription', subscriptionid]],
  }
}

/** The extension is looked for by `EXTENSION_NEEDED`; without it `az devops` is no command. */
function devOpsCalls(environment: Readonly<Record<string, string>>): Pick<LoginPlan, 'before' | 'after'> {
  const { SYSTEM_COLLECTIONURI: organization, SYSTEM_TEAMPROJECT: project } = environment
  return {
    before: [EXTENSION_NEEDED],
    after: [
      ...(organization ? [['devops', 'configure', '--defaults', `organization=${organization}`]] : []),
      ...(project ? [['devops', 'configure', '--defaults', `project=${project}`]] : []),
    ],
  }
}

/** Asks az for an extension; where that fails, {@link EXTENSION_ADDED} installs it. */
export const EXTENSION_NEEDED = ['extension', 'show', '--name', 'azure-devops'] as const
export const EXTENSION_ADDED = ['extension', 'add', '-n', 'azure-devops', '-y'] as const
