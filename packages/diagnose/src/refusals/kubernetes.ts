import type { WordedRefusal } from './known-refusal.ts'

const RENEW =
  'Take a new token for each call, or let an exec plugin do so: kubectl runs it again when the token has expired.'

/**
 * Refusals of a Kubernetes API server that takes OIDC tokens, and of what talks to it. Sources: kubernetes/apiserver `oidc.go`, coreos/go-oidc `verify.go`, int128/kubelogin#754. The caller is
 * told `Unauthorized` only; the reasons are in the server's log.
 */
export const kubernetesRefusals: readonly WordedRefusal[] = [
  {
    code: 'kubernetes-token-expired',
    clues: ['token is expired', 'Token Expiry', 'token has expired', 'token expired'],
    pattern:
      /oidc: token is expired ?\(Token Expiry: (?<expired>[^)]{1,60})\)|(?:invalid bearer token|service account)[^"\n]{0,80}?token (?:is|has) expired/,
    meaning: 'The API server refused the token: it had expired. It has no tolerance after the expiry.',
    cures: [RENEW],
  },
  {
    code: 'kubernetes-token-early',
    clues: ['(not before) time', 'before the nbf'],
    pattern: /oidc: current time [^"\n]{1,80}? before the nbf \(not before\) time/,
    meaning: 'The API server refused the token as not valid yet: a clock is more than 5 min off.',
    cures: ['Check the clocks of the control plane and of the machine that made the token.'],
  },
  {
    code: 'kubernetes-audience',
    clues: ['expected audience'],
    pattern: /oidc: expected audience (?:in )?\[?"(?<expected>[^"]{1,200})"\]? got \["(?<audience>[^"]{0,300}?)"\]/,
    meaning: 'The audience of the token is not one that the API server accepts.',
    cures: [
      'Ask for a token with that audience, or add the token’s to `--oidc-client-id` or the `audiences` of the AuthenticationConfiguration.',
    ],
  },
  {
    code: 'kubernetes-signature',
    clues: ['verify signature', 'failed to verify'],
    pattern: /oidc: (?:verify token: )?(?:oidc: )?failed to verify (?:id token )?signature/,
    meaning:
      'The API server could not verify the signature of the token: its key is not among those that the issuer publishes.',
    cures: ['Take a new token, and check that the API server reaches the issuer’s jwks_uri.'],
  },
  {
    code: 'kubernetes-unauthorized',
    clues: [
      'logged in to the server',
      'client to provide credentials',
      'asked for the client',
      'logged in to',
      'be logged in',
      'server (Unauthorized',
    ],
    pattern: /You must be logged in to the server|the server has asked for the client to provide credentials/,
    meaning:
      'The API server refused the credentials: they are missing, have expired, or are not accepted. The reason is in its log only.',
    cures: [
      `${RENEW} \`mintwell inspect\` says whether the one you have is still good.`,
      'For the reason look for "Unable to authenticate the request" in the log of the API server (in EKS and AKS in the control plane’s logs).',
      'In EKS check that the role has an access entry (or is in aws-auth).',
    ],
  },
]
