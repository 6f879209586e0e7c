import type { KnownRefusal } from './known-refusal.ts'

const REISSUE =
  'Take a new token and send it once more; if it fails again, the keys of the issuer have changed or are not the ones that it publishes.'
const OTHER_TASK =
  'Use another task or a newer version of it that supports workload identity federation; the table of tasks is in "Troubleshoot an Azure Resource Manager workload identity service connection" (learn.microsoft.com).'
const CONVERT =
  'Convert the service connection to workload identity federation (Project settings > Service connections > Convert): then there is no secret.'

/**
 * Entra's refusals of who asks: secrets, certificates, signatures, apps that are missing or disabled. Source: the error reference of Microsoft Entra
 * (https://login.microsoftonline.com/error?code=…).
 */
export const entraClientRefusals: Readonly<Record<string, KnownRefusal>> = {
  AADSTS50013: {
    meaning: 'The signature of the assertion, or the assertion itself, is not valid.',
    cures: ['Check that the token was not changed on its way: cut, wrapped, in quotes, URL-decoded twice.', REISSUE],
    variants: [
      {
        when: ({ speakers }) => speakers.has('on-behalf-of'),
        meaning:
          'The token that was sent as the assertion of an on-behalf-of request is not one that this API may exchange: it was issued for another audience, such as Microsoft Graph.',
        cures: [
          'Send the access token that the caller got for this API itself: its `aud` must be the client id or the application ID URI of the app that makes the on-behalf-of request. Tokens for Microsoft Graph cannot be verified by anyone else and cannot be exchanged.',
          'Have the caller ask for a scope of this API (`api://CLIENT_ID/…`), and exchange that token for Graph.',
        ],
      },
      {
        when: ({ values }) => /Key was found/i.test(values.reason ?? ''),
        meaning:
          'The key of the assertion is known, but the signature does not fit: the token was changed, or signed with another key.',
        cures: [
          'Check that the private key that signs belongs to the certificate whose thumbprint is sent, and that the algorithm is RS256 (or PS256 as announced in the header).',
          'Check that the token was not changed on its way, and that the right one is sent: an access token for Microsoft Graph has a signature that only Graph can check.',
          'After a change of tenants or a renewed certificate, sign in again so that no old token is used.',
        ],
      },
    ],
  },
  AADSTS700027: {
    meaning: 'The signature of the client assertion is not valid, or its certificate is not registered with the app.',
    cures: [
      'For a certificate: upload its public part to the app registration, and wait a minute.',
      'For a CI token: check that it was not changed on its way, and that the app is the one meant.',
    ],
    variants: [
      {
        when: ({ values }) => /expired/i.test(values.reason ?? ''),
        meaning: 'The certificate that signed the client assertion has expired.',
        cures: [
          'Create a new certificate, upload its public part to the app registration, and configure the client to use it.',
          CONVERT,
        ],
      },
    ],
  },
  AADSTS700021: {
    meaning: 'The assertion is for another application than the client_id names.',
    cures: ['For a certificate assertion set iss and sub to the client id.', 'For a CI token check the client id.'],
  },
  AADSTS700023: {
    meaning: 'The audience of the client assertion is not this token endpoint.',
    cures: [
      'For a certificate assertion set aud to the token endpoint of the tenant.',
      'For a CI token check that the credential’s audience is asked for.',
    ],
  },
  AADSTS50012: {
    meaning:
      'The client assertion was not within its valid time range when it was presented (the older code of AADSTS700024).',
    cures: [
      'Check the clock of the machine that made the assertion: `timedatectl`, `w32tm /query /status`. A clock that is minutes off is the common cause where a client signs with a certificate.',
      'Make a new assertion for each request, valid for minutes, and update the library: the code is from before 2018.',
    ],
  },
  AADSTS50048: {
    meaning: 'The subject of the client assertion is not its issuer.',
    cures: ['For a certificate assertion set both iss and sub to the client id.'],
  },
  AADSTS50027: {
    meaning: 'What was sent as the assertion is not a readable JWT.',
    cures: [
      'Look at what was sent: an empty variable, the text `null`, a token in quotes or one whose aud is a list. `mintwell inspect --env idToken` says what it is without showing it.',
    ],
    variants: [
      {
        when: ({ speakers }) => speakers.has('github-actions'),
        cures: [
          'No ID token was fetched before this: give the job `permissions: {id-token: write, contents: read}`, and see that the runner can reach the host of $ACTIONS_ID_TOKEN_REQUEST_URL.',
          'Look at what was sent as the assertion: an empty or undefined value is not a JWT.',
        ],
      },
      {
        when: ({ speakers }) => speakers.has('pod'),
        cures: [
          'Look at the token file that the client reads ($AZURE_FEDERATED_TOKEN_FILE or its option): it must hold one compact JWT and nothing else. `mintwell inspect FILE` says what it is without showing it.',
        ],
      },
    ],
  },
  AADSTS700025: {
    meaning: 'The app is registered as a public client, which must present neither an assertion nor a secret.',
    cures: ['Set `Allow public client flows` of the app registration to No.', 'Check the client id.'],
  },
  AADSTS700016: {
    meaning: 'The tenant has no application with this client id.',
    cures: [
      'Check the client id (not the object id) and the tenant id.',
      'If the app is of another tenant, have an administrator consent to it in this one.',
    ],
  },
  AADSTS700038: {
    meaning: 'The client id is all zeros, which is no application.',
    cures: ['Set the client id: a placeholder or a variable that was not set was sent in its place.'],
  },
  AADSTS7000112: {
    meaning: 'The application is disabled in this tenant.',
    cures: [
      'Enable its service principal again: Enterprise applications > the app > Properties > "Enabled for users to sign-in", or `az ad sp update --id APP --set accountEnabled=true`.',
      'Ask the tenant’s administrators why it was disabled, before you do.',
    ],
  },
  AADSTS7000114: {
    meaning: 'The application is not allowed to make on-behalf-of calls.',
    cures: ['Use another app, or client credentials instead of on-behalf-of.'],
  },
  AADSTS7000229: {
    meaning: 'The application exists, but has no service principal in this tenant.',
    cures: ['Create one: `az ad sp create --id CLIENT_ID` in that tenant.'],
  },
  AADSTS7000215: {
    meaning: 'The client secret is wrong.',
    cures: ['Use the secret’s value, not its id.', CONVERT],
  },
  AADSTS7000222: {
    meaning: 'The client secrets of the app have expired.',
    cures: [CONVERT, 'Or create a new secret and update the connection or the configuration with it.'],
  },
  AADSTS50050: {
    meaning: 'The client secret has expired or is not valid yet.',
    cures: ['Create a new secret and use its value.', CONVERT],
  },
  AADSTS70002: {
    meaning: 'The credentials of the client could not be validated; a second code after this one says why.',
    cures: [
      'Give the whole message: the code that follows is the one that counts.',
      'Check client id, secret or certificate.',
    ],
    wraps: true,
  },
  AADSTS7000218: {
    meaning: 'The request had neither a client_assertion nor a client_secret: the variable was most likely empty.',
    cures: [
      'Check that $idToken is not empty in the step (`mintwell inspect --env idToken`); it is only there with addSpnToEnvironment, and a secret variable must be mapped with env:.',
      'If a task sent it: it does not support workload identity federation.',
    ],
  },
  AADSTS7000216: {
    meaning:
      'The client credentials grant needs a client_assertion or a client_secret, and neither was sent: in a pipeline task, it does not support workload identity federation.',
    cures: [OTHER_TASK, 'If the request is your own, send client_assertion together with client_assertion_type.'],
  },
  AADSTS50003: {
    meaning: 'There is no signing key for the app or the issuer.',
    cures: ['Add a certificate or key to the app, or check the identity provider’s.'],
  },
  AADSTS50017: {
    meaning: 'The chain of the certificate could not be validated.',
    cures: ['Send the whole chain (x5c), and use a certificate of an authority that the tenant trusts.'],
  },
  AADSTS700030: {
    meaning: 'The subject name of the certificate is not one that the app accepts.',
    cures: ['Register the certificate itself, or its subject name and issuer, with the app.'],
  },
}
