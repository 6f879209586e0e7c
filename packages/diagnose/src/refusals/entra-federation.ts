import { variantsOfEntraAudience } from './entra-audience.ts'
import { byIssuer, COMPARE, GITHUB_SUBJECT, NEW_ISSUER, RECREATED, WAIT_FOR_CREDENTIAL } from './federation-advice.ts'
import type { KnownRefusal } from './known-refusal.ts'

/**
 * Entra's refusals of a federated token itself: its issuer, subject, audience, kind and keys. Sources: the error reference of Microsoft Entra
 * (https://login.microsoftonline.com/error?code=…), learn.microsoft.com "Workload identity federation" and "Troubleshoot an ARM service connection", and the public issues
 * named with an entry.
 */
export const entraFederationRefusals: Readonly<Record<string, KnownRefusal>> = {
  AADSTS70021: {
    meaning: 'No federated credential of the app matches the issuer, subject and audience of the token.',
    cures: [WAIT_FOR_CREDENTIAL, COMPARE, RECREATED, GITHUB_SUBJECT],
    variants: [
      ...byIssuer,
      {
        when: ({ values }) => /:environment:/.test(values.subject ?? ''),
        cures: [
          'The job runs in an environment, so its subject ends in `:environment:NAME`: create a credential of the type Environment with exactly that name. One for a branch does not match.',
          COMPARE,
          WAIT_FOR_CREDENTIAL,
        ],
      },
    ],
  },
  AADSTS700211: {
    meaning: 'The app has no federated credential with this issuer.',
    cures: [
      WAIT_FOR_CREDENTIAL,
      COMPARE,
      `A slash at the end counts, and so does a space at either end. ${NEW_ISSUER}`,
    ],
    variants: byIssuer,
  },
  AADSTS700212: {
    meaning: 'The app has a credential for this issuer, but not for this audience.',
    cures: [
      'Ask for a token with the audience `api://AzureADTokenExchange` (…USGov, …China in those clouds), or give the credential the audience that the token has.',
      COMPARE,
    ],
    variants: [
      {
        when: ({ values }) => (values.audience ?? '').startsWith('https://github.com/'),
        cures: [
          'This is the audience that GitHub gives a token when none is asked for. Ask for `api://AzureADTokenExchange`: azure/login does so by itself; in a script add `&audience=api://AzureADTokenExchange` to $ACTIONS_ID_TOKEN_REQUEST_URL, with actions/github-script `core.getIDToken("api://AzureADTokenExchange")`.',
          COMPARE,
        ],
      },
    ],
  },
  AADSTS700213: {
    meaning: 'The app has a credential for this issuer, but not for this subject.',
    cures: [WAIT_FOR_CREDENTIAL, COMPARE, RECREATED, GITHUB_SUBJECT],
    variants: [
      ...byIssuer,
      {
        when: ({ values }) => (values.subject ?? '').startsWith('repo:'),
        cures: [COMPARE, GITHUB_SUBJECT, WAIT_FOR_CREDENTIAL],
      },
      {
        when: ({ values }) => /^(?:sc|p):\/\/|^\/eid1\//.test(values.subject ?? ''),
        cures: [RECREATED, COMPARE, WAIT_FOR_CREDENTIAL],
      },
    ],
  },
  AADSTS7002138: {
    meaning: 'The subject matches except for upper and lower case, which count since August 2024.',
    cures: ['Give the credential the subject exactly as the token has it.'],
  },
  AADSTS7002131: {
    meaning: 'Neither the subjects nor the expressions of the app’s federated credentials match this subject.',
    cures: [
      COMPARE,
      'Check the expression: it has the operators eq and matches, * for any text, ? for one character, and no or.',
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
    variants: variantsOfEntraAudience,
  },
  // A tenant policy of GitHub Enterprise customers; the text is in several public repositories of 2026.
  AADSTS7002381: {
    meaning:
      'The tenant takes GitHub’s tokens only from repositories of one enterprise, and this token does not name it.',
    cures: [
      'Run the workflow in a repository that belongs to the enterprise.',
      'Ask the tenant’s administrators for an exception to their policy for federated credentials.',
    ],
  },
  AADSTS700214: {
    meaning: 'The credential names the audience by its GUID; Entra expects its name.',
    cures: ['Give the credential the audience `api://AzureADTokenExchange`.'],
  },
  AADSTS70023: {
    meaning: 'The assertion lives for more than the 25 h that Entra accepts, or has no iat claim.',
    cures: [
      'Have the issuer make tokens that live for less: minutes are enough for an exchange.',
      'If the message says `Token issued at 0`, the token has no iat: add it.',
    ],
  },
  AADSTS70025: {
    meaning: 'The app has no federated credential at all.',
    cures: [
      'Check that the client id is that of the app (or managed identity) with the credential, and not its object id.',
      'Add the credential with the issuer and subject that the service connection or the CI shows.',
    ],
  },
  AADSTS70052: {
    meaning:
      'A multi-tenant app cannot be used with a token of the Entra issuer: it must be a managed identity or an app of one tenant.',
    cures: [
      'Make the app single-tenant (`signInAudience: AzureADMyOrg`) and use one service connection for each tenant.',
      'If it has to stay multi-tenant, leave the connection on the old issuer (vstoken.dev.azure.com).',
    ],
  },
  AADSTS700222: {
    meaning: 'The app takes no tokens issued by Entra as federated credentials.',
    cures: [
      'Check that the right token is sent: this one is probably an access token.',
      'Use an ID token of the CI, or a managed identity’s token where that is allowed.',
    ],
  },
  AADSTS700223: {
    meaning: 'Workload identity federation is restricted or switched off in this tenant.',
    cures: [
      'Ask the tenant’s administrators to allow it for this app.',
      'Use a managed identity instead, on a self-hosted agent in Azure.',
    ],
  },
  AADSTS700226: {
    meaning: 'Of the tokens that Entra issues only those of managed identities are accepted here.',
    cures: ['Use the token of a managed identity, or of the CI’s own issuer.'],
  },
  AADSTS700227: {
    meaning: 'The audience of this token, issued by Entra, is not allowed for federation.',
    cures: ['Ask for the token with the audience `api://AzureADTokenExchange`.'],
  },
  // Azure/azure-workload-identity#1363
  AADSTS700231: {
    meaning:
      'The assertion is a token that was itself got with a federated credential, and such a token cannot be used as one again.',
    cures: [
      'Exchange the first token (of the CI, the cluster, or a real managed identity) directly with this app, without the step in between.',
    ],
  },
  AADSTS700229: {
    meaning:
      'Of the tokens that Entra issues only app-only ones are accepted as federated credentials; this is a user’s.',
    cures: ['Use the token of a managed identity or of the CI, not that of a person who signed in.'],
  },
  AADSTS700236: {
    meaning: 'This tenant does not accept tokens of this Entra issuer for federation with its apps.',
    cures: [
      'Use an issuer that the tenant’s policy allows.',
      'Ask the tenant’s administrators about their policy for federated credentials.',
    ],
  },
  AADSTS700238: {
    meaning: 'The tenant’s policy does not allow this issuer for this kind of identity.',
    cures: [
      'Ask the tenant’s administrators to allow the issuer that the message names in their policy for federated credentials.',
      'Use a managed identity where the policy allows that.',
    ],
  },
  AADSTS700239: {
    meaning: 'The tenant’s policy does not allow this issuer and subject for this kind of identity.',
    cures: ['Ask the tenant’s administrators which issuers their policy for federated credentials allows.'],
  },
  AADSTS7000226: {
    meaning: 'The app has no federated credential policy for this kind of assertion.',
    cures: ['Add a federated credential to the app.', COMPARE],
  },
  AADSTS7000272: {
    meaning: 'The key that signed the token is not among those that its issuer publishes.',
    cures: [
      'Take a new token and send it once more; if it fails again, the keys of the issuer have changed or are not the ones that it publishes.',
      'Check that the JWKS of the issuer has the key id of the token; Entra keeps the first 100 keys.',
    ],
  },
  AADSTS501661: {
    meaning: 'Entra could not fetch the issuer’s discovery document or keys.',
    cures: [
      'Send it again: it is often over in a minute.',
      'Fetch `{issuer}/.well-known/openid-configuration` and its jwks_uri from outside your network: it must be public, on HTTPS with a publicly trusted certificate, and answer 200.',
    ],
  },
  // learn.microsoft.com: only RS256 is documented; AzureAD/microsoft-identity-web#3467 reports RS* and PS*.
  AADSTS5002738: {
    meaning: 'The token is signed with an algorithm that Entra does not accept.',
    cures: ['Have the issuer sign with RS256; ES256 and the like are refused.'],
  },
  AADSTS900382: {
    meaning: 'Federation across clouds is not supported: the app is in another cloud than the token endpoint.',
    cures: [
      'Use the token endpoint, the environment of the service connection and the audience of the app’s own cloud (login.microsoftonline.us with …USGov, login.partner.microsoftonline.cn with …China).',
      'A connection to a sovereign cloud stays on the issuer vstoken.dev.azure.com.',
    ],
  },
}
