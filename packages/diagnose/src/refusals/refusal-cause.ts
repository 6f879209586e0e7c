/** What of a token, or of what it is compared with, a refusal is about. */
export type RefusalCause = 'time' | 'early' | 'key' | 'credential' | 'used-before'

/** Refusals by what they are about; those that are about something else (an audience, a policy, rights) are in none. */
const CAUSES: Readonly<Record<RefusalCause, readonly string[]>> = {
  time: [
    'AADSTS700024',
    'AADSTS50012',
    'ExpiredTokenException',
    'google-token-stale',
    'vault-token-expired',
    'kubernetes-token-expired',
    'keycloak-too-old',
    'keycloak-not-active',
  ],
  early: ['vault-token-early', 'kubernetes-token-early'],
  // A key that is not known (yet, or any more); AADSTS50013 has several reasons, of which this is the common one for federated tokens.
  key: ['AADSTS7000272', 'AADSTS50013', 'google-signature', 'vault-keys', 'kubernetes-signature'],
  // A credential that is not there: it takes minutes until a new one has reached all of Entra (Microsoft Learn, "Create a trust relationship").
  credential: ['AADSTS70021', 'AADSTS700211', 'AADSTS700213', 'AADSTS70025', 'AADSTS700016'],
  'used-before': ['keycloak-reuse', 'pypi-reuse', 'jti-reused'],
}

/** What a refusal is about, by its code; undefined where it is about none of these. */
export function refusalCause(code: string): RefusalCause | undefined {
  return (Object.keys(CAUSES) as RefusalCause[]).find((cause) => CAUSES[cause].includes(code))
}
