import { formatDuration } from '@mintwell/clock'
import { ageByIssuedAt, audiences, textClaim } from './claims.ts'
import type { Objection, Party } from './party.ts'

/** The greatest age by default, from `iat` (Keycloak 26, client assertions). */
const LONGEST_AGE_MS = 300_000

/** Keycloak, client assertions: the realm as the one audience, an age limit, and each token once. */
export const keycloak: Party = {
  name: 'keycloak',
  title: 'Keycloak',
  judge(token, context) {
    const objections: Objection[] = []
    const realm = audiences(token).some((audience) => /^https:\/\/.+\/realms\/[^/]+$/.test(audience))
    if (!realm || audiences(token).length > 1)
      objections.push({
        severity: 'failed',
        message: `Keycloak accepts the address of the realm as the one audience, and this token is for ${audiences(token).join(', ') || 'nobody'} ('Invalid token audience').`,
        cure: 'Azure DevOps cannot be asked for another audience: use token exchange of a configured identity provider, or another source of tokens.',
      })
    if (textClaim(token, 'jti') === null)
      objections.push({
        severity: 'failed',
        message: "The token has no jti ('Token jti claim is required').",
        cure: 'Allow the reuse of assertions in the client authenticator, or use an issuer with jti.',
      })
    if (ageByIssuedAt(token, context) > LONGEST_AGE_MS)
      objections.push({
        severity: 'failed',
        message: `By its iat the token is ${formatDuration(ageByIssuedAt(token, context))} old, and Keycloak takes 5 min by default ('issued too far in the past'); Entra sets iat back by 5 min.`,
        cure: 'Raise the maximum age in the client authenticator.',
      })
    return objections
  },
}
