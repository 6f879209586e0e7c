import { request } from './sts-error.ts'

/** What can be wrong with a request itself, and with the tenant that it names. */
export const requestErrors = {
  // The request.
  malformedRequest: request(9002313, 'invalid_request', () => 'Invalid request. Request is malformed or invalid.'),
  duplicatedParameter: request<{ name: string }>(
    9000411,
    'invalid_request',
    ({ name }) => `The request is not properly formatted. The parameter '${name}' is duplicated.`,
  ),
  missingParameter: request<{ name: string }>(
    900144,
    'invalid_request',
    ({ name }) => `The request body must contain the following parameter: '${name}'.`,
  ),
  postOnly: request<{ method: string }>(
    900561,
    'invalid_request',
    ({ method }) => `The endpoint only accepts POST, OPTIONS requests. Received a ${method} request.`,
  ),
  unsupportedGrant: request<{ grant: string }>(
    70003,
    'unsupported_grant_type',
    ({ grant }) => `The app requested an unsupported grant type '${grant}'.`,
    false,
  ),
  invalidScope: request<{ scope: string }>(
    70011,
    'invalid_scope',
    ({ scope }) => `The provided value for the input parameter 'scope' isn't valid. The scope ${scope} isn't valid.`,
  ),
  /** Seen at this endpoint with the grants of people (public issues and forums). */
  severalResources: request<{ scope: string }>(
    28000,
    'invalid_request',
    ({ scope }) =>
      `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
  ),
  scopeNotDefault: request<{ scope: string }>(
    1002012,
    'invalid_scope',
    ({ scope }) =>
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  ),
  /** The tenant by its id (entra-emulator, differential fixtures, September 2026). */
  resourceNotFound: request<{ resource: string; tenant: string }>(
    500011,
    'invalid_resource',
    ({ resource, tenant }) =>
      `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  ),

  // The tenant and the authority.
  tenantNotFound: request<{ tenant: string }>(90002, 'invalid_request', ({ tenant }) => tenantNotFoundText(tenant)),
  /** The same at the discovery documents. */
  tenantNotFoundAtDiscovery: request<{ tenant: string }>(90002, 'invalid_tenant', ({ tenant }) =>
    tenantNotFoundText(tenant),
  ),
  tenantNotValid: request<{ tenant: string }>(
    900023,
    'invalid_request',
    ({ tenant }) => `Specified tenant identifier '${tenant}' is neither a valid DNS name, nor a valid external domain.`,
  ),
  tenantNotGiven: request(
    50059,
    'invalid_request',
    () => 'No tenant-identifying information found in either the request or implied by any provided credentials.',
  ),
  unknownInstance: request(50049, 'invalid_instance', () => 'Unknown or invalid instance.'),

  // The service itself.
  transient: request(90033, 'temporarily_unavailable', () => 'A transient error has occurred. Please try again.'),
} as const

function tenantNotFoundText(tenant: string): string {
  return `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`
}
