import { audiences, textClaim } from './claims.ts'
import type { Party } from './party.ts'

/** AWS STS, AssumeRoleWithWebIdentity. */
export const aws: Party = {
  name: 'aws',
  title: 'AWS STS',
  judge(token) {
    const azp = textClaim(token, 'azp')
    // aws-sdk-net#3071 and #3100: with an azp that is not the audience, STS looks for the azp among the client ids.
    if (azp !== null && !audiences(token).includes(azp))
      return [
        {
          severity: 'warning',
          message: `The token names an authorized party (azp ${azp}) that is not its audience, and STS then answers 'Incorrect token audience' unless the provider lists it (aws-sdk-net#3071).`,
          cure: `Add ${azp} to the client ids of the identity provider beside ${audiences(token).join(', ')}, and compare the condition :aud with it.`,
        },
      ]
    return []
  },
}
