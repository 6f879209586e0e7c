import type { ExpectedTrust } from './expected-trust.ts'
import { NEW_TOKEN_AUDIENCE, NEW_TOKEN_AZP } from './expected-trust.ts'

/** A party besides Entra that takes ID tokens: how one sees that it does, what it refuses, and what changes for it with the issuer. A new one is a row. */
export interface RelyingParty {
  readonly id: string
  readonly name: string
  /** Types of connections, names of tasks, and words of scripts that belong to it. */
  readonly types?: RegExp
  readonly tasks?: RegExp
  readonly words?: RegExp
  /** The longest subject that it takes, in bytes. */
  readonly subjectBytes?: number
  /** The longest lifetime that it takes unless it is told otherwise, in seconds. */
  readonly lifetimeSeconds?: number
  /** Whether it refuses a token that is old, although it has not ended. */
  readonly refusesOldTokens?: true
  /** Whether it takes a token once, by its `jti`, and refuses those without one. */
  readonly needsTokenId?: true
  /** The exact change for the tokens after conversion. */
  change(trust: ExpectedTrust): string
}

const withoutScheme = (issuer: string) => issuer.replace(/^https:\/\//, '')

/** Sources: AWS STS API and aws-sdk-net#3071 (azp); Google Cloud, "Workload identity federation" (127 bytes); vault-plugin-auth-jwt; Kubernetes, "Authenticating"; Keycloak's validators; Anthropic's WIF reference. */
export const relyingParties: readonly RelyingParty[] = [
  {
    id: 'aws',
    name: 'AWS',
    types: /^aws$/i,
    tasks:
      /^(?:AWS|S3(?:Upload|Download)|CloudFormation|Lambda|Beanstalk|CodeDeploy|ECRPushImage|SecretsManager|SystemsManager)/i,
    words: /AssumeRoleWithWebIdentity|assume-role-with-web-identity|AWS_WEB_IDENTITY_TOKEN_FILE/i,
    change: ({ issuer, subject }) =>
      `Create an IAM OpenID Connect provider for ${issuer} with the client ids ${NEW_TOKEN_AUDIENCE} and ${NEW_TOKEN_AZP} (STS takes azp as the audience where there is one). In the trust policy of the role, beside the old statement: "${withoutScheme(issuer)}:sub" equals ${subject}, and "${withoutScheme(issuer)}:aud" equals ${NEW_TOKEN_AZP}.`,
  },
  {
    id: 'google',
    name: 'Google Cloud',
    types: /gcp|google/i,
    tasks: /gcp|google|gcloud/i,
    words: /workloadIdentityPools|sts\.googleapis\.com|external_account|gcloud (?:auth|iam)/i,
    subjectBytes: 127,
    refusesOldTokens: true,
    change: ({ issuer, subject }) =>
      `Create a provider in the pool: gcloud iam workload-identity-pools providers create-oidc NAME --issuer-uri=${issuer} --allowed-audiences=${NEW_TOKEN_AUDIENCE} --attribute-mapping="google.subject=assertion.sub.extract('/sc/{ids}')". Grant to the subject ${subject.split('/sc/')[1] ?? subject}, which is what this mapping yields.`,
  },
  {
    id: 'vault',
    name: 'HashiCorp Vault',
    types: /vault(?!.*azure)|hashicorp/i,
    tasks: /hashicorp|^vault/i,
    words: /\bVAULT_ADDR\b|\bvault (?:write|login)\b/,
    change: ({ issuer, subject }) =>
      `A mount has one issuer, so create another: vault auth enable -path=NAME jwt; vault write auth/NAME/config oidc_discovery_url=${issuer} bound_issuer=${issuer}; vault write auth/NAME/role/ROLE role_type=jwt user_claim=sub bound_audiences=${NEW_TOKEN_AUDIENCE} bound_subject=${subject} token_policies=POLICY.`,
  },
  {
    id: 'kubernetes',
    name: 'Kubernetes',
    words: /client\.authentication\.k8s\.io|kubectl[^\n]*--token|set-credentials[^\n]*--token/i,
    change: ({ issuer, subject }) =>
      `Add an entry to jwt of the API server's AuthenticationConfiguration: issuer.url ${issuer}, issuer.audiences [${NEW_TOKEN_AUDIENCE}], claimMappings.username {claim: sub, prefix: ""}; and bind the roles to the user ${subject}.`,
  },
  {
    id: 'keycloak',
    name: 'Keycloak',
    words: /\/realms\/[^\s/]+\/protocol\/openid-connect\/token/i,
    refusesOldTokens: true,
    needsTokenId: true,
    change: () =>
      'Its client assertions need a jti, the realm as audience, and an age of at most five minutes: tokens of Entra have none of these. Exchange the ID token at Entra first, and present that token to Keycloak.',
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    words: /api\.anthropic\.com\/v1\/oauth|ANTHROPIC_IDENTITY_TOKEN/i,
    lifetimeSeconds: 3_600,
    change: ({ issuer, subject }) =>
      `Register the issuer ${issuer} with a maximum lifetime of at least 86700 s, and a rule with the audience ${NEW_TOKEN_AUDIENCE} and the subject ${subject}.`,
  },
]

/** What tells that a party is given a connection's tokens. */
export interface PartyTraces {
  readonly type: string
  readonly tasks: readonly string[]
  readonly scripts: readonly string[]
}

/** The ids of the parties that the traces belong to. */
export function partiesIn({ type, tasks, scripts }: PartyTraces): readonly string[] {
  const found = relyingParties.filter(
    (party) =>
      party.types?.test(type) ||
      tasks.some((task) => party.tasks?.test(task)) ||
      scripts.some((script) => party.words?.test(script)),
  )
  return found.map(({ id }) => id)
}
