import { curesOfEntraAudience } from './entra-audience.ts'
import type { KnownRefusal } from './known-refusal.ts'

const WAIT_FOR_CREDENTIAL =
  'If the federated credential was made or changed just now, wait some minutes and take a new token: it takes that long to spread, and az repeats a refusal from its cache for 60 s.'
const COMPARE =
  'Compare issuer, subject and audience with the credential, letter by letter: `az ad app federated-credential list --id APP`.'
const RECREATED =
  'In Azure DevOps copy issuer and subject anew from the service connection: a connection that was made again, converted to the Entra issuer or (old issuer) renamed has a new subject.'
const GITHUB_SUBJECT =
  'In GitHub Actions the subject depends on branch, tag, environment and pull request, and has ids behind @ for repositories made, renamed or moved since 2026-07-15.'
const REISSUE =
  'Take a new token and send it once more; if it fails again, the keys of the issuer have changed or are not what it publishes.'
const WRONG_TENANT = 'Check the tenant id, and that the cloud (public, US Government, China) is the one that it is in.'

/**
 * What Entra's codes mean in a federated exchange, and what to do. Source: facts on the token service, with the public issue for each message;
 * the error reference of Microsoft Entra (https://login.microsoftonline.com/error?code=…) for the codes themselves.
 */
export const entraRefusals: Readonly<Record<string, KnownRefusal>> = {
  AADSTS70021: {
    meaning: 'No federated credential of the app matches the issuer, subject and audience of the token.',
    cures: [WAIT_FOR_CREDENTIAL, COMPARE, RECREATED, GITHUB_SUBJECT],
  },
  AADSTS700211: {
    meaning: 'The app has no federated credential with this issuer.',
    cures: [
      WAIT_FOR_CREDENTIAL,
      COMPARE,
      'A slash at the end counts, and so does a space at either end. Azure DevOps connections move from vstoken.dev.azure.com to login.microsoftonline.com until 2027-07-01: both need their own credential.',
    ],
  },
  AADSTS700212: {
    meaning: 'The app has a credential for this issuer, but not for this audience.',
    cures: [
      'Ask for a token with the audience `api://AzureADTokenExchange` (…USGov, …China in those clouds), or give the credential the audience that the token has.',
      COMPARE,
    ],
  },
  AADSTS700213: {
    meaning: 'The app has a credential for this issuer, but not for this subject.',
    cures: [WAIT_FOR_CREDENTIAL, COMPARE, RECREATED, GITHUB_SUBJECT],
  },
  AADSTS7002138: {
    meaning: 'The subject matches but for upper and lower case, which count since August 2024.',
    cures: ['Give the credential the subject exactly as the token has it.'],
  },
  AADSTS7002131: {
    meaning: 'Neither the subjects nor the expressions of the app’s federated credentials match this subject.',
    cures: [
      COMPARE,
      'Check the expression: operators eq and matches, * for any text, ? for one character, and no or.',
      GITHUB_SUBJECT,
    ],
  },
  AADSTS7002137: {
    meaning: 'The token was issued by Entra for a service connection, and the credential names another subject.',
    cures: ['Give the credential the subject that the message names as the expected one.', RECREATED],
  },
  AADSTS7002121: {
    meaning: 'The audience of a token issued by Entra does not match the credential.',
    cures: [COMPARE],
    curesFor: ({ audience }) => curesOfEntraAudience(audience),
  },
  AADSTS700214: {
    meaning: 'The credential names the audience by its GUID; Entra wants its name.',
    cures: ['Give the credential the audience `api://AzureADTokenExchange`.'],
  },
  AADSTS70023: {
    meaning: 'The assertion lives for more than the 25 h that Entra accepts.',
    cures: ['Have the issuer make tokens that live for less: minutes are enough for an exchange.'],
  },
  AADSTS70025: {
    meaning: 'The app has no federated credential at all.',
    cures: [
      'Check that the client id is that of the app (or managed identity) with the credential, and not its object id.',
      'Add the credential with the issuer and subject that the service connection or the CI shows.',
    ],
  },
  AADSTS700222: {
    meaning: 'The app takes no tokens issued by Entra as federated credentials.',
    cures: [
      'Check that the right token is sent: this one is likely an access token.',
      'Use an ID token of the CI, or a managed identity’s token where that is allowed.',
    ],
  },
  AADSTS700226: {
    meaning: 'Of tokens issued by Entra only those of managed identities are taken here.',
    cures: ['Use the token of a managed identity, or of the CI’s own issuer.'],
  },
  AADSTS700227: {
    meaning: 'The audience of this token, issued by Entra, is not allowed for federation.',
    cures: ['Ask for the token with the audience `api://AzureADTokenExchange`.'],
  },
  AADSTS700229: {
    meaning: 'Of tokens issued by Entra only app-only ones are taken as federated credentials; this is a user’s.',
    cures: ['Use the token of a managed identity or of the CI, not that of a person who signed in.'],
  },
  AADSTS700236: {
    meaning: 'This tenant does not take tokens of this Entra issuer for federation with its apps.',
    cures: [
      'Use an issuer that the tenant’s policy allows.',
      'Ask the tenant’s administrators about their policy for federated credentials.',
    ],
  },
  AADSTS7000226: {
    meaning: 'The app has no federated credential policy for this kind of assertion.',
    cures: ['Add a federated credential to the app.', COMPARE],
  },
  AADSTS7000272: {
    meaning: 'The key that signed the token is not among those that its issuer publishes.',
    cures: [
      REISSUE,
      'Look whether the JWKS of the issuer has the key id of the token; Entra keeps the first 100 keys.',
    ],
  },
  AADSTS501661: {
    meaning: 'Entra could not fetch the issuer’s discovery document or keys.',
    cures: [
      'Send it again: it is often over in a minute.',
      'Fetch `{issuer}/.well-known/openid-configuration` and its jwks_uri from outside your network: public, HTTPS with a publicly trusted certificate, answer 200.',
    ],
  },
  AADSTS50013: {
    meaning: 'The signature of the assertion, or the assertion itself, is not valid.',
    cures: ['Check that the token was not changed on its way: cut, wrapped, in quotes, URL-decoded twice.', REISSUE],
  },
  AADSTS700027: {
    meaning: 'The signature of the client assertion is not valid, or its certificate is not registered with the app.',
    cures: [
      'For a certificate: upload its public part to the app registration, and wait a minute.',
      'For a CI token: check that it was not changed on its way, and that the app is the one meant.',
    ],
  },
  AADSTS700021: {
    meaning: 'The assertion was made for another application than the client_id says.',
    cures: ['For a certificate assertion set iss and sub to the client id.', 'For a CI token check the client id.'],
  },
  AADSTS700023: {
    meaning: 'The audience of the client assertion is not this token endpoint.',
    cures: [
      'For a certificate assertion set aud to the token endpoint of the tenant.',
      'For a CI token see that the credential’s audience is asked for.',
    ],
  },
  AADSTS50027: {
    meaning: 'What was sent as the assertion is no readable JWT.',
    cures: [
      'Look at what was sent: an empty variable, the text `null`, a token in quotes or one whose aud is a list. `mintwell inspect --env idToken` says what it is without showing it.',
    ],
  },
  AADSTS700025: {
    meaning: 'The app is registered as a public client, which must present neither an assertion nor a secret.',
    cures: ['Set `Allow public client flows` of the app registration to No.', 'Check the client id.'],
  },
  AADSTS700016: {
    meaning: 'The tenant knows no application with this client id.',
    cures: [
      'Check the client id (not the object id) and the tenant id.',
      'If the app is of another tenant, have an administrator consent to it in this one.',
    ],
  },
  AADSTS7000229: {
    meaning: 'The application exists, but has no service principal in this tenant.',
    cures: ['Make one: `az ad sp create --id CLIENT_ID` in that tenant.'],
  },
  AADSTS90002: {
    meaning: 'There is no such tenant in this cloud.',
    cures: [WRONG_TENANT],
  },
  AADSTS900023: {
    meaning: 'The tenant is given as something that is neither a GUID nor a domain; often a variable that was not set.',
    cures: [
      'Print the tenant id that the step uses: an empty variable or an unexpanded `$(TENANT_ID)` is the common cause.',
      WRONG_TENANT,
    ],
  },
  AADSTS900144: {
    meaning: 'A parameter is missing from the request, most often because a variable was empty.',
    cures: [
      'Set the parameter that the message names; check that its variable reaches the step (secrets must be mapped with env:).',
    ],
  },
  AADSTS7000218: {
    meaning: 'The request had neither a client_assertion nor a client_secret: the variable was most likely empty.',
    cures: [
      'Check that $idToken is not empty in the step (`mintwell inspect --env idToken`); it is there only with addSpnToEnvironment, and a secret variable must be mapped with env:.',
    ],
  },
  AADSTS7000216: {
    meaning: 'The client credentials grant needs a client_assertion or a client_secret.',
    cures: ['Send client_assertion together with client_assertion_type.'],
  },
  AADSTS7000215: {
    meaning: 'The client secret is wrong.',
    cures: [
      'Use the secret’s value, not its id.',
      'Move the connection to workload identity federation: then there is no secret.',
    ],
  },
  AADSTS7000222: {
    meaning: 'The client secrets of the app have ended.',
    cures: [
      'Convert the service connection to workload identity federation: it needs no secret.',
      'Or make a new secret and update the connection.',
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
  AADSTS500011: {
    meaning: 'The tenant has no resource of this name.',
    cures: [
      'Check the resource (application ID URI) and the tenant.',
      'If it is an API of another tenant, it must be consented to in this one first.',
    ],
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
    cures: ['Wait some minutes, then ask less often: keep the access token until 5 min before its end.'],
  },
  AADSTS53003: {
    meaning: 'A Conditional Access policy of the tenant forbids this sign-in.',
    cures: [
      'Ask the tenant’s administrators to look it up by the trace id under Sign-in logs, Service principal sign-ins.',
      'The place matters: an agent inside the allowed network may pass.',
    ],
  },
}

/** Codes that mean the same as another in {@link entraRefusals}. */
export const entraAliases: Readonly<Record<string, string>> = {
  AADSTS50166: 'AADSTS501661',
  AADSTS90061: 'AADSTS501661',
  AADSTS90014: 'AADSTS900144',
}
