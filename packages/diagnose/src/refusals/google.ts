import type { WordedRefusal } from './known-refusal.ts'

const SPREAD = 'Changes of a pool or provider take up to five minutes.'

/**
 * Refusals of Google's Security Token Service and IAM Credentials in workload identity federation. Sources: cloud.google.com "Workload Identity Federation" and the STS reference,
 * google-github-actions/auth `TROUBLESHOOTING.md` and the public issue named with an entry.
 */
export const googleRefusals: readonly WordedRefusal[] = [
  {
    // google-github-actions/auth#124, #423
    code: 'google-attribute-too-long',
    clues: ['mapped attribute', '127 bytes', 'google.subject'],
    pattern: /The size of mapped attribute (?<attribute>[\w.]{1,100}) exceeds the 127 bytes limit/,
    meaning: 'An attribute that the provider maps from the token is longer than the 127 bytes that Google allows.',
    cures: [
      'Map something shorter in the provider: `google.subject=assertion.repository` or a part (`assertion.sub.extract("/sc/{ids}")`), and change the bindings that name the subject.',
      'In GitHub a long branch name makes the subject long; of Azure DevOps’ tokens from Entra every subject is too long (138 bytes).',
    ],
  },
  {
    // google-github-actions/auth#370, #334
    code: 'google-provider-not-found',
    clues: ['target service', 'invalid_target', 'pool or provider', 'or provider is'],
    pattern: /The target service indicated by the "?audience"? parameters is invalid/,
    meaning:
      'There is no such workload identity provider: its name is wrong, or the pool or provider was disabled or deleted.',
    cures: [
      'Compare `workload_identity_provider` with the real name: `gcloud iam workload-identity-pools providers list --workload-identity-pool=POOL --location=global`. It takes the project’s *number*, not its id.',
      'Check that pool and provider are enabled; a deleted one stays reserved for 30 days and can be undeleted.',
      SPREAD,
    ],
  },
  {
    // terraform-google-modules/terraform-example-foundation#1362
    code: 'google-attribute-condition',
    clues: ['attribute condition', 'given credential is', 'rejected by the'],
    pattern: /The given credential is rejected by the attribute condition/,
    meaning: 'The attribute condition of the workload identity provider does not hold for this token.',
    cures: [
      'Compare the condition with the token: `gcloud iam workload-identity-pools providers describe PROVIDER …` and `mintwell inspect`. Upper and lower case count (`assertion.repository_owner == "Owner"`).',
      SPREAD,
    ],
  },
  {
    // google-github-actions/auth#60, #211, setup-gcloud#546
    code: 'google-audience-invalid',
    clues: ['full resource name', 'Invalid value for', 'Identity Provider. See'],
    pattern: /Invalid value for "?audience"?\. This value should be the full resource name of the Identity Provider/,
    meaning: 'The name of the workload identity provider is not a full resource name: often it is empty or shortened.',
    cures: [
      'Give `projects/NUMBER/locations/global/workloadIdentityPools/POOL/providers/PROVIDER`, with the project’s number.',
      'Check that the secret or variable that holds it is not empty in this job.',
    ],
  },
  {
    code: 'google-audience-mismatch',
    clues: ['audience in ID Token', 'match the expected audience'],
    pattern: /The audience in ID Token \[(?<audience>[^\]]{1,300})\] does not match the expected audience/,
    meaning: 'The audience of the token is not one that the workload identity provider accepts.',
    cures: [
      'Add it to the provider: `gcloud iam workload-identity-pools providers update-oidc PROVIDER --allowed-audiences=…`; from Azure DevOps it is `api://AzureADTokenExchange`, or its GUID where Entra issues the token.',
      'Or ask for the default one: `https://iam.googleapis.com/` and the provider’s full name.',
    ],
  },
  {
    code: 'google-token-stale',
    clues: ['stale to sign-in', 'is stale to'],
    pattern: /ID Token issued at (?<issuedTime>\d{9,11}) is stale to sign-in/,
    meaning:
      'Google refused the ID token as too old: it has expired, or it was issued too long ago although it is still valid.',
    cures: [
      'Take the token right before the exchange.',
      'A token that its issuer re-issues for hours (Entra’s of 24 h) is refused for most of its life: wait for the next one, or use another issuer.',
    ],
  },
  {
    code: 'google-issuer-mismatch',
    clues: ['issuer in ID Token', 'match the expected ones', 'match the expected issuer'],
    pattern: /The issuer in ID Token (?:\[?(?<issuer>https?:[^\s\]"']{1,300}?)\]? )?does not match the expected/,
    meaning: 'The issuer of the token is not the one of the workload identity provider.',
    cures: ['Give the provider the issuer exactly as the token has it: `mintwell inspect` shows it.'],
  },
  {
    code: 'google-issuer-unreachable',
    clues: ["credential's issuer", 'Error connecting to'],
    pattern: /Error connecting to the given credential's issuer/,
    meaning: 'Google could not fetch the discovery document or the keys of the issuer.',
    cures: [
      'Fetch `{issuer}/.well-known/openid-configuration` and its jwks_uri from outside your network: both must be public, on HTTPS.',
      'For an issuer that is not public upload its keys: `--jwk-json-path`.',
    ],
  },
  {
    code: 'google-signature',
    clues: ['Invalid ID Token', 'verifying ID Token', 'sign verification', 'ID Token signature'],
    pattern: /(?:Error verifying ID Token signature|Invalid ID Token signature|Invalid ID Token)/,
    meaning: 'Google could not verify the ID token: it was changed, or its key is not among those of the issuer.',
    cures: [
      'Take a new token.',
      'Check that the issuer publishes the key id of the token, and that the provider has no old uploaded keys.',
    ],
  },
  {
    code: 'google-impersonation-denied',
    clues: ['getAccessToken', 'serviceAccounts.getAccess', 'getOpenIdToken'],
    pattern:
      /Permission '?iam\.serviceAccounts\.get(?:AccessToken|OpenIdToken)'? denied|iam\.serviceAccounts\.get(?:AccessToken|OpenIdToken)/,
    meaning: 'The token was accepted, but its identity may not impersonate the service account.',
    cures: [
      'Grant `roles/iam.workloadIdentityUser` on the service account to the principal of the pool: `principal://iam.googleapis.com/projects/NUMBER/locations/global/workloadIdentityPools/POOL/subject/SUBJECT`, or `principalSet://…/attribute.NAME/VALUE` for what the provider maps.',
      'The member must be spelled as the provider maps it, with the project’s number.',
    ],
  },
]
