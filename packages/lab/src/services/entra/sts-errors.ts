import { client, type FoundKey, request, type TimeRange } from './sts-error.ts'

const FEDERATION_DOCS = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation'
const CHECK = `Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${FEDERATION_DOCS}`
const NO_RECORD = 'No matching federated identity record found for presented assertion'

const CERTIFICATE_DOCS =
  'Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .'

const keyHelp = (appId: string) =>
  `Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see configured keys for app Id '${appId}'. Review the documentation at https://docs.microsoft.com/en-us/graph/deployments to determine the corresponding service endpoint and https://docs.microsoft.com/en-us/graph/api/application-get?view=graph-rest-1.0&tabs=http to build a query request URL, such as 'https://graph.microsoft.com/beta/applications/${appId}'.`

/**
 * The errors that the client-credential flow can meet, worded as in public captures (`facts`: error texts seen verbatim, with their sources).
 * A name says what is wrong; the code is what people search for.
 */
export const stsErrors = {
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
  ),
  invalidScope: request<{ scope: string }>(
    70011,
    'invalid_scope',
    ({ scope }) => `The provided value for the input parameter 'scope' isn't valid. The scope ${scope} isn't valid.`,
  ),
  scopeNotDefault: request<{ scope: string }>(
    1002012,
    'invalid_scope',
    ({ scope }) =>
      `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  ),
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

  // The application and what it authenticates with.
  applicationNotFound: request<{ appId: string; tenant: string }>(
    700016,
    'unauthorized_client',
    ({ appId, tenant }) =>
      `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  ),
  servicePrincipalMissing: client<{ appId: string; tenantId: string }>(
    7000229,
    ({ appId, tenantId }) =>
      `The client application ${appId} is missing service principal in the tenant ${tenantId}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  ),
  /** Its service principal has `accountEnabled` false. The status and `error` are the lab's reading. */
  applicationDisabled: request<{ appId: string; displayName: string }>(
    7000112,
    'unauthorized_client',
    ({ appId, displayName }) => `Application '${appId}'(${displayName}) is disabled.`,
  ),
  /** Of other grants it is 7000218; those are refused before. */
  noClientCredential: client(
    7000216,
    () => "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  ),
  publicClient: client(
    700025,
    () => "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  ),
  expiredSecret: client<{ appId: string }>(
    7000222,
    ({ appId }) =>
      `The provided client secret keys for app '${appId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
  ),
  invalidSecret: client<{ appId: string }>(
    7000215,
    ({ appId }) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  ),
  noFederatedCredential: client<{ appId: string; displayName: string }>(
    70025,
    ({ appId, displayName }) =>
      `The client '${appId}'(${displayName}) has no configured federated identity credentials.`,
  ),

  // The assertion as a token. A capture of December 2023 has `invalid_request` for 50027; the status here is the catalogue's.
  malformedToken: client(50027, () => 'JWT token is invalid or malformed.'),
  missingClaim: request<{ name: string }>(
    90014,
    'invalid_request',
    ({ name }) =>
      `The required field '${name}' is missing from the credential. Ensure that you have all the necessary parameters for the login request.`,
  ),
  tokenType: request(
    5002727,
    'invalid_request',
    () => "Invalid JWT header type specified, must be 'JWT' or 'http://openid.net/specs/jwt/1.0'.",
  ),
  unsupportedAlgorithm: client<{ algorithm: string }>(
    5002738,
    ({ algorithm }) =>
      `Invalid JWT token. '${algorithm}' is not a supported signature algorithm. Supported signing algorithms are: 'RS256'`,
  ),
  noKeyNamed: client(
    5002723,
    () =>
      'Invalid JWT token. No certificate SHA-1 thumbprint, certificate SHA-256 thumbprint, nor keyId specified in token header.',
  ),
  outsideTimeRange: client<TimeRange>(
    700024,
    ({ now, notBefore, expires }) =>
      `Client assertion is not within its valid time range. Current time: ${now}, assertion valid from ${notBefore}, expiry time of assertion ${expires}. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials .`,
  ),

  // The assertion against the application's federated identity credentials.
  issuerMismatch: client<{ issuer: string }>(
    700211,
    ({ issuer }) => `${NO_RECORD} issuer '${issuer}'. ${CHECK}`,
    false,
  ),
  audienceMismatch: client<{ audience: string }>(
    700212,
    ({ audience }) => `${NO_RECORD} audience '${audience}'. ${CHECK}`,
    false,
  ),
  /** The same for a token that Entra issued. */
  audienceMismatchEntra: client<{ audience: string }>(
    7002121,
    ({ audience }) => `${NO_RECORD} audience '${audience}'. ${CHECK}`,
    false,
  ),
  subjectMismatch: client<{ subject: string }>(
    700213,
    ({ subject }) => `${NO_RECORD} subject '${subject}'. ${CHECK}`,
    false,
  ),
  subjectMismatchCase: client<{ subject: string }>(
    7002138,
    ({ subject }) =>
      `${NO_RECORD} subject '${subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. Check your federated identity credential Subject, Audience and Issuer against the presented assertion. See documentation at: ${FEDERATION_DOCS}. See breaking change notification and remediation at: https://learn.microsoft.com/en-us/entra/identity-platform/reference-breaking-changes#august-2024.`,
    false,
  ),
  /** The same for a token that Entra issued, whose subject begins with `/eid1/`. */
  subjectMismatchEntra: client<{ subject: string; expected: string }>(
    7002137,
    ({ subject, expected }) =>
      `${NO_RECORD} subject '${subject}'. Please make sure the federated identity credential Subject is '${expected}'.`,
    false,
  ),
  onlyManagedIdentities: client(
    700226,
    () => 'Only MSI tokens may be used as Federated Identity Credentials for AAD issuer.',
  ),
  otherTenant: client<{ issuer: string }>(
    700236,
    ({ issuer }) =>
      `Entra ID tokens issued by issuer ${issuer} may not be used for federated identity credential flows for applications or managed identities registered in this tenant.`,
  ),
  forbiddenAudience: client(700227, () => 'Forbidden token audience'),
  forbiddenTokenType: client(
    700229,
    () => 'Forbidden token type. Only app-only tokens may be used as Federated Identity Credentials for AAD issuer.',
  ),

  // The assertion's signature.
  issuerUnreachable: request(501661, 'invalid_request', () => 'Request to External OIDC endpoint failed.'),
  unknownKey: client<{ key: string; issuer: string }>(
    7000272,
    ({ key, issuer }) =>
      `The certificate with identifier ${key} used to sign the federated credential could not be found in the metadata of identity provider ${issuer}. Please validate that your Identity Provider's metadata exposes the key used to sign the incoming token.`,
  ),
  invalidSignature: client(700027, () => 'Client assertion failed signature validation.'),
  // The assertion that an application signed itself, with a certificate.
  clientMismatch: client(
    700021,
    () => `Client assertion application identifier doesn't match 'client_id' parameter. ${CERTIFICATE_DOCS}`,
  ),
  subjectNotIssuer: client(
    50048,
    () => `Subject must match the issuer claim in the client assertion. ${CERTIFICATE_DOCS}`,
  ),
  wrongRealm: client(700023, () => `Client assertion audience claim does not match Realm issuer. ${CERTIFICATE_DOCS}`),
  certificateNotRegistered: client<{ key: string; appId: string }>(
    700027,
    ({ key, appId }) =>
      `The certificate with identifier used to sign the client assertion is not registered on application. [Reason - The key was not found., Thumbprint of key used by client: '${key}', ${keyHelp(appId)}]`,
  ),
  certificateExpired: client<FoundKey>(
    700027,
    ({ key, appId, start, end }) =>
      `The certificate with identifier used to sign the client assertion is expired on application. [Reason - The key used is expired., Thumbprint of key used by client: '${key}', Found key 'Start=${start}, End=${end}', ${keyHelp(appId)}]`,
  ),
  certificateSignature: client<FoundKey>(
    700027,
    ({ key, appId, start, end }) =>
      `Client assertion contains an invalid signature. [Reason - The provided signature value did not match the expected signature value., Thumbprint of key used by client: '${key}', Found key 'Start=${start}, End=${end}', ${keyHelp(appId)}]`,
  ),

  // The service itself.
  transient: request(90033, 'temporarily_unavailable', () => 'A transient error has occurred. Please try again.'),
} as const

function tenantNotFoundText(tenant: string): string {
  return `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`
}
