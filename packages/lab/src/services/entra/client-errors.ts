import { client, request } from './sts-error.ts'

/** What can be wrong with the application, and with the secret that it shows. */
export const clientErrors = {
  // The application and what it authenticates with.
  applicationNotFound: request<{ appId: string; tenant: string }>(
    700016,
    'unauthorized_client',
    ({ appId, tenant }) =>
      `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  ),
  /** entra-emulator, differential fixtures, September 2026. */
  applicationIdNotValid: request<{ appId: string }>(
    700038,
    'unauthorized_client',
    ({ appId }) => `${appId} is not a valid application identifier.`,
    false,
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
} as const
