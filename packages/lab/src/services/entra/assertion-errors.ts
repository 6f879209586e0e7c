import { rsaAlgorithms } from '../../ground/jws/rsa-algorithm.ts'
import { client, request, type TimeRange } from './sts-error.ts'

const FEDERATION_DOCS = 'https://learn.microsoft.com/entra/workload-id/workload-identity-federation'
const CHECK = `Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${FEDERATION_DOCS}`
const NO_RECORD = 'No matching federated identity record found for presented assertion'

/** What can be wrong with the token of an issuer that is presented as an assertion. */
export const assertionErrors = {
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
      `Invalid JWT token. '${algorithm}' is not a supported signature algorithm. Supported signing algorithms are: '${rsaAlgorithms.join(',')}'`,
  ),
  /** A key that is published, but not for this algorithm, or too weak (microsoft-authentication-library-for-dotnet#4712). */
  unsupportedKey: request(
    5002730,
    'invalid_request',
    () => 'Invalid JWT token. Unsupported key for the signing algorithm.',
  ),
  /** MicrosoftDocs/azure-docs#86916. */
  lifetimeTooLong: request<{ issuedAt: number; expires: number }>(
    70023,
    'invalid_request',
    ({ issuedAt, expires }) =>
      `External OIDC Provider token must have a lifetime of less than or equal to 1.01:00:00. Token issued at ${issuedAt}. Token expires on ${expires}.`,
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

  // What the tenant does not allow, although a credential matches. The statuses are the lab's.
  /** Microsoft Learn, "Troubleshoot an Azure Resource Manager workload identity service connection", names the code; the words are the lab's. */
  federationOff: client(700223, () => 'Workload identity federation is disabled in this tenant.', false),
  /** The same page; the words are the lab's, after those of 7002381. */
  issuerForbidden: client<{ issuer: string }>(
    700238,
    ({ issuer }) =>
      `Federated identity credentials issued by '${issuer}' are not allowed for applications or managed identities registered in this tenant.`,
    false,
  ),
  enterpriseClaim: client<{ issuer: string; actual: string }>(
    7002381,
    ({ issuer, actual }) =>
      `Federated identity credentials issued by '${issuer}' for applications or managed identities registered in this tenant must contain the enterprise claim with value 'mintwell-lab' but actual value is '${actual}'.`,
    false,
  ),
  crossCloud: request(900382, 'invalid_request', () => 'Confidential Client is not supported in Cross Cloud request.'),
  /** An application of several tenants, and a token that Entra issued (Microsoft Learn, converting service connections). */
  multiTenant: client(
    70052,
    () => 'The identity must be a managed identity, a single tenant app, or a service account.',
    false,
  ),

  // The assertion's signature.
  issuerUnreachable: request(501661, 'invalid_request', () => 'Request to External OIDC endpoint failed.'),
  unknownKey: client<{ key: string; issuer: string }>(
    7000272,
    ({ key, issuer }) =>
      `The certificate with identifier ${key} used to sign the federated credential could not be found in the metadata of identity provider ${issuer}. Please validate that your Identity Provider's metadata exposes the key used to sign the incoming token.`,
  ),
  invalidSignature: client(700027, () => 'Client assertion failed signature validation.'),
} as const
