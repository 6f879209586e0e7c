import type { KnownRefusal } from './known-refusal.ts'

const OWN_IDENTITY =
  'In a pipeline sign in with an identity of its own, not as a person: a service connection with workload identity federation, azure/login with OIDC, or a managed identity.'
const SIGN_IN_AGAIN = 'At a terminal sign in again: `az login` (or `Connect-AzAccount`).'

const person = (meaning: string, ...more: readonly string[]): KnownRefusal => ({
  meaning,
  cures: [...more, OWN_IDENTITY],
})

/**
 * Entra's refusals of a person who signs in, and of the policies about that: in a pipeline they mean that it uses a person's account. Source: the error reference of
 * Microsoft Entra (https://login.microsoftonline.com/error?code=…).
 */
export const entraPeopleRefusals: Readonly<Record<string, KnownRefusal>> = {
  AADSTS700082: person(
    'The refresh token of a person’s sign-in has expired, because it was not used for too long (90 days).',
    SIGN_IN_AGAIN,
  ),
  AADSTS700081: person('The refresh token of a person’s sign-in has reached its greatest age.', SIGN_IN_AGAIN),
  AADSTS700084: person(
    'The refresh token was given to a single-page app and has expired: it lives for 24 h.',
    SIGN_IN_AGAIN,
  ),
  AADSTS70008: person(
    'The authorization code or refresh token of a sign-in has expired or was revoked.',
    SIGN_IN_AGAIN,
  ),
  AADSTS70043: person(
    'The refresh token has expired because a Conditional Access policy limits how long a sign-in lasts.',
    SIGN_IN_AGAIN,
  ),
  AADSTS50173: person(
    'The sign-in is no longer valid: the password was changed or the sessions were revoked.',
    SIGN_IN_AGAIN,
  ),
  AADSTS50132: person('The session is no longer valid: the password was changed or has expired.', SIGN_IN_AGAIN),
  AADSTS50133: person(
    'The session is no longer valid, because of a recent password change or its expiry.',
    SIGN_IN_AGAIN,
  ),
  AADSTS50089: person('The sign-in took too long, and its flow has expired.', SIGN_IN_AGAIN),
  AADSTS50076: person(
    'A person’s account signs in, and multi-factor authentication is required of it, which a pipeline cannot answer.',
    'At a terminal sign in again, so that the second factor is asked for: `az login --tenant TENANT`.',
  ),
  AADSTS50079: person(
    'A person’s account signs in, and it has to register for multi-factor authentication first.',
    'Register the second factor in a browser (https://aka.ms/mfasetup), then sign in again.',
  ),
  AADSTS50072: person(
    'A person’s account signs in, and it has to enrol for multi-factor authentication first.',
    'Enrol in a browser (https://aka.ms/mfasetup), then sign in again.',
  ),
  AADSTS50074: person(
    'A person’s account signs in, and strong authentication is required, which was not given.',
    'At a terminal sign in again with the second factor: `az login --tenant TENANT`.',
  ),
  AADSTS50078: person('The multi-factor authentication of a person’s sign-in has expired.', SIGN_IN_AGAIN),
  AADSTS50158: person('A person’s sign-in did not meet an external security challenge.', SIGN_IN_AGAIN),
  AADSTS50034: person('There is no such account in this tenant.', 'Check the user name and the tenant.'),
  AADSTS50020: person(
    'The account is of another tenant or identity provider and is not a guest in this one.',
    'Sign in to the tenant of the account, or have it invited as a guest.',
  ),
  AADSTS50053: person(
    'The account is locked: too many wrong passwords, or sign-ins from an address with a bad reputation.',
    'Wait, or have an administrator look at the sign-in log.',
  ),
  AADSTS50055: person('The password of the account has expired.', 'Change the password in a browser.'),
  AADSTS50056: person('The account has no password, or an invalid one.', 'Sign in in a browser.'),
  AADSTS50057: person('The account is disabled.', 'Ask the tenant’s administrators.'),
  AADSTS50058: person('There is no session to sign in silently with.', SIGN_IN_AGAIN),
  AADSTS50105: person(
    'The account is not assigned to the application, which requires assignment.',
    'Have an administrator assign the account or its group: Enterprise applications > the app > Users and groups.',
  ),
  AADSTS50126: person(
    'The user name or the password is wrong.',
    'Check both; a federated account cannot sign in with its password here.',
  ),
  AADSTS50144: person('The password in Active Directory has expired.', 'Change it.'),
  AADSTS65001: {
    meaning: 'Nobody has consented to the permissions that the app asks for.',
    cures: [
      'Have an administrator consent: `az ad app permission admin-consent --id APP`, or in the portal under API permissions.',
    ],
  },
  AADSTS90094: {
    meaning: 'The permissions need the consent of an administrator.',
    cures: ['Have an administrator consent to the app.'],
  },
  AADSTS700003: {
    meaning:
      'The device that a person signed in with is no longer in the directory, so the sign-in that a service keeps in their name does not work any more.',
    cures: [
      'Have the person who owns the item or connection sign in again; if the device was deleted, register it again or sign in elsewhere.',
      'If it started for many people at once, look at https://status.azure.com: it has been an incident of the service.',
      'Give the item an owner or connection that is not a person: a service principal or a workspace identity.',
    ],
  },
  AADSTS50005: person(
    'The device’s platform is not one that the Conditional Access policy supports.',
    'Sign in from a supported device.',
  ),
  AADSTS50097: person(
    'A Conditional Access policy requires device authentication.',
    'Sign in from a registered device.',
  ),
  AADSTS53000: person(
    'A Conditional Access policy requires a compliant device, and this is not one.',
    'Sign in from a compliant device.',
  ),
  AADSTS53001: person('A Conditional Access policy requires a domain-joined device.', 'Sign in from such a device.'),
  AADSTS53002: person('A Conditional Access policy requires an approved client app.', 'Use an approved app.'),
  AADSTS53003: {
    meaning: 'A Conditional Access policy of the tenant forbids this sign-in.',
    cures: [
      'Ask the tenant’s administrators to look it up by the trace id: under Sign-in logs, Service principal sign-ins for a pipeline’s identity, User sign-ins for a person.',
      'The place matters: an agent inside the allowed network may pass.',
      'As a person, sign in again for this resource: `az login --scope RESOURCE/.default`.',
    ],
    variants: [
      {
        when: ({ speakers }) => speakers.has('person'),
        meaning: 'A Conditional Access policy of the tenant forbids this person’s sign-in here.',
        cures: [
          'Sign in again for this resource, as az proposes: `az login --scope RESOURCE/.default`.',
          'Ask the tenant’s administrators to look it up by the trace id under Sign-in logs, User sign-ins: it names the policy. A place such as a cloud development environment may be outside the allowed network or not a compliant device.',
          OWN_IDENTITY,
        ],
      },
    ],
  },
  AADSTS530003: person('A Conditional Access policy requires a managed device.', 'Sign in from a managed device.'),
  AADSTS500133: {
    meaning: 'The token that was sent as the assertion had expired or was not valid yet.',
    cures: ['Take a new access token for this API right before it is exchanged on behalf of the caller.'],
  },
}
