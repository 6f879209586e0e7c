import type { KnownRefusal } from './known-refusal.ts'

const WRONG_TENANT = 'Check the tenant id, and that the cloud (public, US Government, China) is the one that it is in.'

/**
 * Entra's refusals of the request: tenant, parameters, scope, grant. Source: the error reference of Microsoft Entra (https://login.microsoftonline.com/error?code=…).
 */
export const entraRequestRefusals: Readonly<Record<string, KnownRefusal>> = {
  AADSTS90002: {
    meaning: 'There is no such tenant in this cloud.',
    cures: [WRONG_TENANT],
  },
  AADSTS90072: {
    meaning: 'The account is not in this tenant.',
    cures: [WRONG_TENANT, 'Invite the account as a guest, or sign in with one of the tenant.'],
  },
  AADSTS900023: {
    meaning: 'The tenant is neither a GUID nor a domain; often it is a variable that was not set.',
    cures: [
      'Print the tenant id that the step uses: an empty variable or an unexpanded `$(TENANT_ID)` is the common cause.',
      WRONG_TENANT,
    ],
  },
  AADSTS50049: {
    meaning: 'The authority is not one of Entra’s, or not one of this cloud.',
    cures: ['Check the authority host (AZURE_AUTHORITY_HOST, `az cloud show`).', WRONG_TENANT],
  },
  AADSTS900144: {
    meaning: 'A parameter is missing from the request, most often because a variable was empty.',
    cures: [
      'Set the parameter that the message names; check that its variable reaches the step (secrets must be mapped with env:).',
    ],
  },
  AADSTS900971: {
    meaning: 'The request has no redirect URI.',
    cures: ['Give the redirect URI that the app registration has.'],
  },
  AADSTS50011: {
    meaning: 'The redirect URI of the request is not one of the app registration.',
    cures: ['Add exactly this URI to the app registration, under the right platform, or send the one that it has.'],
  },
  AADSTS70000: {
    meaning: 'The grant is not valid: the code or token was already used, has expired, or is another client’s.',
    cures: [
      'Start again with a new sign-in.',
      'Check that client id and redirect URI are those that the grant was given for.',
    ],
  },
  AADSTS70003: {
    meaning: 'The grant type is not supported for this app.',
    cures: ['Use grant_type=client_credentials with client_assertion.'],
  },
  AADSTS70011: {
    meaning: 'The scope is not valid.',
    cures: ['Ask for one resource with `/.default` at its end, such as `https://management.azure.com/.default`.'],
  },
  AADSTS28000: {
    meaning: 'The scope names more than one resource.',
    cures: ['Ask for one resource at a time: one request for each access token.'],
  },
  AADSTS500011: {
    meaning: 'The tenant has no resource of this name.',
    cures: [
      'Check the resource (application ID URI) and the tenant.',
      'If it is an API of another tenant, an administrator has to consent to it in this one first.',
    ],
  },
  AADSTS500014: {
    meaning: 'The resource’s service principal is disabled in this tenant.',
    cures: ['Have an administrator enable it: Enterprise applications > the resource > Properties.'],
  },
  AADSTS650052: {
    meaning:
      'The tenant has no service principal for the resource: it has no subscription to that service, or nobody consented.',
    cures: [
      'Have an administrator consent to the app, or create the resource’s service principal: `az ad sp create --id RESOURCE`.',
    ],
  },
  AADSTS650057: {
    meaning: 'The app did not ask for this resource in its registration.',
    cures: ['Add the API permission to the app registration, and consent to it.'],
  },
  AADSTS501051: {
    meaning: 'The application has no role on the resource, and the resource requires one.',
    cures: ['Assign an app role of the resource to the application’s service principal.'],
  },
  AADSTS1002012: {
    meaning: 'With client credentials the scope must end in `/.default`.',
    cures: ['Ask for `RESOURCE/.default`.'],
  },
  AADSTS9002313: {
    meaning: 'The request is malformed.',
    cures: ['Check the encoding of the form: --data-urlencode for each value, no line break at the end of the token.'],
  },
  AADSTS50196: {
    meaning: 'Entra sees the client ask in a loop and stops it.',
    cures: ['Wait a few minutes, then ask less often: keep the access token until 5 min before it expires.'],
  },
  AADSTS90033: {
    meaning: 'Entra is temporarily unavailable.',
    cures: ['Try again in a minute; the state of the service is at https://status.azure.com.'],
  },
  AADSTS90055: {
    meaning: 'Entra throttles: there were too many requests for the tenant.',
    cures: ['Wait, and ask less often: keep the access token until 5 min before it expires.'],
  },
  AADSTS50059: {
    meaning: 'The request does not say which tenant it is for.',
    cures: ['Give the tenant id instead of `common` or `organizations`.'],
  },
  AADSTS50001: {
    meaning: 'The resource is not valid, or unknown in this tenant.',
    cures: [
      'Check the resource (application ID URI) and the tenant; consent to the resource if it is another tenant’s.',
    ],
  },
  AADSTS50194: {
    meaning: 'The app belongs to one tenant only, and the request went to `common` or `organizations`.',
    cures: ['Send the request to the tenant of the app: give its tenant id.', 'Or make the app multi-tenant.'],
  },
  AADSTS90019: {
    meaning: 'Nothing in the request says which tenant it is for.',
    cures: ['Give the tenant id instead of `common`.'],
  },
  AADSTS90024: {
    meaning: 'Entra could not finish the request in time; it is a passing fault.',
    cures: ['Send it again.'],
  },
  AADSTS90100: {
    meaning: 'A parameter of the request is empty or not valid.',
    cures: ['Check the parameter that the message names: a variable was most likely empty.'],
  },
  AADSTS650056: {
    meaning:
      'The app is misconfigured: it asks for no permission, nobody consented, or client id and reply address do not fit.',
    cures: [
      'Add the API permission to the app registration and have an administrator consent.',
      'Check client id and tenant.',
    ],
  },
  AADSTS700022: {
    meaning: 'The scope names more than one resource.',
    cures: ['Ask for one resource at a time.'],
  },
  AADSTS7000012: {
    meaning: 'The grant is for another tenant.',
    cures: ['Send the request to the tenant that the code or token was given by.'],
  },
  AADSTS700054: {
    meaning: 'The app registration does not allow this response type.',
    cures: ['Allow ID tokens for the app under Authentication, or use the authorization code flow.'],
  },
}
