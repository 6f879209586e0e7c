import { audiences, declaredLifetime } from './claims.ts'
import type { Party } from './party.ts'

/** AADSTS70023: `exp - iat` may be 25 h at most. */
const LONGEST_MS = 25 * 3_600_000
/** The audiences that federated identity credentials of the public cloud, and of Azure DevOps' Entra issuer, are made with. */
const USUAL_AUDIENCES = ['api://AzureADTokenExchange', 'fb60f99c-7a34-4190-8149-302f77469936']

/** Microsoft Entra, by a federated identity credential. */
export const entra: Party = {
  name: 'entra',
  title: 'Microsoft Entra',
  judge(token) {
    const [audience, ...more] = audiences(token)
    return [
      ...(declaredLifetime(token) > LONGEST_MS
        ? [
            {
              severity: 'failed' as const,
              message: 'Entra refuses a token that declares more than 25 h (AADSTS70023).',
              cure: 'Ask the issuer for a shorter life.',
            },
          ]
        : []),
      ...(audience === undefined || more.length > 0 || !USUAL_AUDIENCES.includes(audience)
        ? [
            {
              severity: 'warning' as const,
              message: `The audience is not one that credentials are usually made with: ${audiences(token).join(', ') || 'none'}.`,
              cure: 'The audience of the federated identity credential must be exactly this one.',
            },
          ]
        : []),
    ]
  },
}
