import { type ArmAnswer, listOf } from './answers.ts'
import { armErrors, fail } from './arm-error.ts'
import { regions } from './locations.ts'

/** A resource provider that the lab has: its types and their versions. */
interface Provider {
  readonly namespace: string
  readonly types: readonly string[]
  readonly versions: readonly string[]
}

/** Versions of the managed-identity API (azure-rest-api-specs). az 2.45.0 asks for 2022-01-31-preview, Terraform for 2023-01-31 and later. */
const managedIdentity: Provider = {
  namespace: 'Microsoft.ManagedIdentity',
  types: ['userAssignedIdentities', 'userAssignedIdentities/federatedIdentityCredentials'],
  versions: [
    '2025-01-31-preview',
    '2024-11-30',
    '2023-07-31-preview',
    '2023-01-31',
    '2022-01-31-preview',
    '2021-09-30-preview',
    '2018-11-30',
    '2015-08-31-preview',
  ],
}

/** Versions of the resources API (azure-rest-api-specs), as far as clients of the last years name them. The lab takes every version of a good form. */
const resources: Provider = {
  namespace: 'Microsoft.Resources',
  types: ['tenants', 'locations', 'providers', 'subscriptions', 'subscriptions/resourceGroups', 'resourceGroups'],
  versions: ['2025-04-01', '2024-11-01', '2024-03-01', '2022-12-01', '2022-09-01', '2021-04-01', '2020-01-01'],
}

const providers: readonly Provider[] = [resources, managedIdentity]

/** The first version that has federated credentials (azure-rest-api-specs). */
const FEDERATION_SINCE = '2022-01-31-preview'
const DATED = /^20\d{2}-\d{2}-\d{2}(-[a-z0-9.]+)?$/i

/** Checks the version of a request to Azure Resource Manager itself. Fails with 400. */
export function checkVersion(version: string): void {
  if (!DATED.test(version)) fail(armErrors.invalidApiVersion(version, resources.versions))
}

/** Checks the version of a request to managed identities. Fails with 400. */
export function checkIdentityVersion(version: string, type: string): void {
  const isFederation = type.includes('/')
  const supported = managedIdentity.versions.filter((known) => !isFederation || known >= FEDERATION_SINCE)
  if (!supported.includes(version.toLowerCase())) fail(armErrors.noRegisteredProvider(version, type, supported))
}

/** `GET /providers` and `GET /subscriptions/{id}/providers`. */
export function listProviders(subscriptionId: string | undefined): ArmAnswer {
  return listOf(providers.map((provider) => describe(provider, subscriptionId)))
}

/** One provider. Fails with 404. */
export function showProvider(subscriptionId: string | undefined, namespace: string): ArmAnswer {
  return { status: 200, body: describe(findProvider(namespace), subscriptionId) }
}

/** Whether the lab has a provider of this name. */
export function isKnownNamespace(namespace: string): boolean {
  return providers.some((provider) => provider.namespace.toLowerCase() === namespace.toLowerCase())
}

function findProvider(namespace: string): Provider {
  const known = providers.find((provider) => provider.namespace.toLowerCase() === namespace.toLowerCase())
  return known ?? fail(armErrors.invalidNamespace(namespace))
}

function describe({ namespace, types, versions }: Provider, subscriptionId: string | undefined): object {
  const inSubscription = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`
  return {
    ...(subscriptionId === undefined ? {} : { id: `${inSubscription}/providers/${namespace}` }),
    namespace,
    resourceTypes: types.map((resourceType) => ({
      resourceType,
      locations: regions.map(({ displayName }) => displayName),
      apiVersions: versions,
      capabilities: 'None',
    })),
    ...(subscriptionId === undefined
      ? {}
      : { registrationState: 'Registered', registrationPolicy: 'RegistrationRequired' }),
  }
}
