import type { WordedRefusal } from './known-refusal.ts'

/**
 * Refusals of other services that take ID tokens: Keycloak, PyPI, octo-sts. Sources: keycloak/keycloak `AbstractJWTClientValidator`, pypi/warehouse `oidc`, octo-sts/app, the documentation of each.
 */
export const otherServiceRefusals: readonly WordedRefusal[] = [
  {
    code: 'keycloak-reuse',
    clues: ['Token reuse', 'reuse detected'],
    pattern: /Token reuse detected/,
    meaning: 'Keycloak accepts each assertion once, and this one was presented before.',
    cures: [
      'Take a new token for each exchange.',
      'Or allow reuse in the client’s settings, where that is acceptable.',
    ],
  },
  {
    code: 'keycloak-too-old',
    clues: ['too far in the past', 'far in the past', 'issued too far'],
    pattern: /Token was issued too far in the past to be used now/,
    meaning:
      'Keycloak refused the assertion as too old: by default it accepts none that was issued more than 5 min ago.',
    cures: [
      'Take the token right before the exchange.',
      'Raise the greatest age in the client’s or identity provider’s settings; tokens that Entra issues are dated back by 5 min.',
    ],
  },
  {
    code: 'keycloak-audience',
    clues: ['Invalid token audience', 'Invalid token', 'token audience'],
    pattern: /Invalid token audience/,
    meaning: 'Keycloak expects the realm’s issuer URL as the audience of the assertion.',
    cures: ['Ask for a token with that audience. Azure DevOps cannot give one, so its tokens cannot be used so.'],
  },
  {
    code: 'keycloak-not-active',
    clues: ['Token is not active', 'is not active', 'not active'],
    pattern: /Token is not active/,
    meaning: 'Keycloak refused the assertion: it has expired or is not valid yet.',
    cures: ['Take the token right before the exchange, and check the clocks.'],
  },
  {
    code: 'pypi-reuse',
    clues: ['invalid-reuse-token', 'already used'],
    pattern: /invalid-reuse-token|invalid token: already used/,
    meaning: 'PyPI accepts each ID token once, and this one was used before.',
    cures: ['Take a new token for each upload; run the publishing step once in a job.'],
  },
  {
    // Anthropic's documentation of workload identity federation: the reason is in the history of its Console.
    code: 'jti-reused',
    clues: ['jti_reused'],
    pattern: /\bjti_reused\b/,
    meaning: 'The service accepts each ID token once, by its jti, and this one was used before.',
    cures: [
      'Take a new token for each exchange.',
      'Or switch the check off in the issuer’s settings, where that is acceptable.',
    ],
  },
  {
    code: 'pypi-publisher',
    clues: ['invalid-publisher', 'no corresponding publisher'],
    pattern: /invalid-publisher|valid token, but no corresponding publisher/,
    meaning: 'PyPI accepted the token, but no trusted publisher of the project matches it.',
    cures: [
      'Compare repository, workflow file and environment with the publisher in the project’s settings; the message lists the claims.',
    ],
  },
  {
    code: 'pypi-token',
    clues: ['malformed or invalid token', 'trusted publishing issuer', 'invalid-token', 'or invalid token'],
    pattern: /malformed or invalid token|unknown trusted publishing issuer/,
    meaning:
      'PyPI refused the ID token: it has expired, has another audience than `pypi`, or is from an issuer that PyPI does not accept (such as Azure DevOps).',
    cures: ['Take the token right before the upload, with the audience `pypi`.'],
  },
  {
    code: 'octo-sts-policy',
    clues: ['trust policy:'],
    pattern: /trust policy: (?:issuer|subject|audience) "(?<value>[^"]{1,300})" did not match/,
    meaning: 'The trust policy of octo-sts does not fit this token.',
    cures: ['Compare `.github/chainguard/IDENTITY.sts.yaml` with the token: `mintwell inspect`.'],
  },
]
