import type { WordedRefusal } from './known-refusal.ts'

const COMPARE_ROLE =
  'Compare the role with the token: `vault read auth/MOUNT/role/ROLE`, and `mintwell inspect` for the claims.'

/**
 * Refusals of HashiCorp Vault (and OpenBao) in a JWT or Kubernetes login. Sources: hashicorp/vault-plugin-auth-jwt, hashicorp/cap `jwt`, hashicorp/vault-plugin-auth-kubernetes, and the
 * public issue named with an entry.
 */
export const vaultRefusals: readonly WordedRefusal[] = [
  {
    code: 'vault-token-expired',
    clues: ['expiration time (exp)', 'token is expired', 'is expired (exp)', '(exp) claim'],
    pattern:
      /invalid expiration time \(exp\) claim: token is expired|token is expired \(exp\)|error validating token:[^"\n]{0,80}?token is expired/,
    meaning: 'Vault refused the ID token: it had expired.',
    cures: [
      'Take the token right before the login, and log in early: the Vault token lives on by itself and can be renewed.',
      'Check the clock of the Vault server; it forgives 60 s by default (`clock_skew_leeway`).',
    ],
  },
  {
    code: 'vault-token-early',
    clues: ['not before (nbf)', 'token not yet valid', 'issued in the future', '(nbf) claim', '(iat) claim'],
    pattern:
      /invalid not before \(nbf\) claim|token not yet valid|invalid issued at \(iat\) claim|token issued in the future/,
    meaning: 'Vault refused the ID token as not valid yet: a clock is wrong.',
    cures: [
      'Check the clocks of the Vault server and of the machine that made the token.',
      'Raise `clock_skew_leeway` of the role a little.',
    ],
  },
  {
    // hashicorp/vault-plugin-auth-jwt#382
    code: 'vault-subject',
    clues: ['subject (sub)', '(sub) claim'],
    pattern: /invalid subject \(sub\) claim/,
    meaning: 'The subject of the token is not the `bound_subject` of the Vault role.',
    cures: [
      'Give the role the subject that the token has. `bound_subject` takes no pattern: for one, leave it out and use `bound_claims={"sub":"…*"}` with `bound_claims_type=glob`; a role that was written over keeps what is not named, so set `bound_subject=""` or delete the role first.',
      COMPARE_ROLE,
    ],
  },
  {
    code: 'vault-audience',
    clues: ['audience (aud)', 'audiences bound', '(aud) claim', 'audience claim'],
    pattern:
      /invalid audience \(aud\) claim|audience claim found in JWT but no audiences bound to the role|audience claim does not match any expected audience/,
    meaning:
      'The audience of the token is not among the `bound_audiences` of the Vault role, which are required where the token has one.',
    cures: [
      'Set `bound_audiences` of the role to the audience of the token; from Azure DevOps it is `api://AzureADTokenExchange`, or its GUID where Entra issues the token.',
      'Or ask for the audience that the role has (`jwtGithubAudience` of vault-action).',
      COMPARE_ROLE,
    ],
  },
  {
    // hashicorp/vault-plugin-auth-kubernetes#102
    code: 'vault-kubernetes-audience',
    clues: ['claim "aud"', 'claim \\"aud\\"', '"aud" is invalid'],
    pattern: /claim "aud" is invalid/,
    meaning:
      'The audience of the service account token is not the one that the role of Vault’s Kubernetes login expects.',
    cures: [
      'Set `audience` of the role to the audience of the token, or leave it empty; since Kubernetes 1.21 tokens are bound to an audience, by default that of the API server.',
      'Or project a token with the audience of the role into the pod.',
    ],
  },
  {
    code: 'vault-issuer',
    clues: ['issuer (iss)', '(iss) claim', 'claim "iss"', 'claim \\"iss\\"'],
    pattern: /invalid issuer \(iss\) claim|claim "iss" is invalid/,
    meaning: 'The issuer of the token is not the one that the Vault mount expects.',
    cures: [
      'Set `bound_issuer` of the mount (`vault write auth/MOUNT/config …`) to the issuer of the token exactly, slash included; for Kubernetes prefer `disable_iss_validation=true`.',
      'A service connection that was converted to the Entra issuer needs another mount or `jwks_pairs`.',
    ],
  },
  {
    code: 'vault-bound-claim',
    clues: ['associated bound claim', 'validating claims', 'bound claim'],
    pattern:
      /claim "(?<claim>[^"]{1,100})" does not match any associated bound claim values|error validating claims: claim "(?<missing>[^"]{1,100})" (?:is )?missing/,
    meaning: 'A claim of the token does not have a value that the Vault role allows.',
    cures: [`${COMPARE_ROLE} Upper and lower case count; for patterns set \`bound_claims_type=glob\`.`],
  },
  {
    code: 'vault-role',
    clues: ['could not be found', 'invalid role name', 'missing role', 'could not be'],
    pattern: /role "(?<role>[^"]{1,100})" could not be found|invalid role name "(?<name>[^"]{1,100})"/,
    meaning: 'The Vault mount has no such role.',
    cures: [
      'Check the name of the role and of the mount: `vault list auth/MOUNT/role`.',
      'With namespaces check VAULT_NAMESPACE.',
    ],
  },
  {
    code: 'vault-keys',
    clues: ['verifying token', 'fetching keys', 'verify id token', 'token signature', 'no known key'],
    pattern:
      /error verifying token signature(?:: (?<reason>[^"\n]{1,200}))?|no known key successfully validated the token signature/,
    meaning:
      'Vault could not verify the signature: it cannot fetch the issuer’s keys, or the key of the token is not among them.',
    cures: [
      'From the Vault server fetch `{issuer}/.well-known/openid-configuration` and its jwks_uri.',
      'Check `oidc_discovery_url` or `jwks_url` of the mount: it must be the issuer of this token.',
    ],
  },
  {
    code: 'vault-kubernetes-account',
    clues: ['account name not', 'name not authorized', 'namespace not authorized'],
    pattern: /(?:service account name|namespace) not authorized/,
    meaning: 'The role of Vault’s Kubernetes login does not allow this service account or namespace.',
    cures: [
      'Add them to `bound_service_account_names` and `bound_service_account_namespaces` of the role.',
      'Check that the pod runs with the service account that you mean: `kubectl get pod POD -o jsonpath={.spec.serviceAccountName}`.',
    ],
  },
  {
    code: 'vault-permission-denied',
    clues: ['permission denied'],
    pattern:
      /(?:Error making API request|vaultResponse|vault\b)[^{}]{0,300}?(?:Code: 403\. Errors: ?\*? ?|\{"errors":\[")(?:\d error occurred: ?\*? ?)?permission denied/,
    meaning:
      'Vault denied the request: there is no such mount or namespace, the role does not let this token in, or the policies of the Vault token do not allow the path.',
    cures: [
      'Check the path of the mount (`auth/MOUNT/login`) and VAULT_NAMESPACE: Vault says the same where they do not exist.',
      'After a login that worked check the policies: `vault token capabilities PATH`.',
    ],
  },
]
