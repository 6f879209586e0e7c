import { audiences } from './claims.ts'
import type { Party } from './party.ts'

/** HashiCorp Vault's JWT method: no limit of age or life, and audiences that must be named. */
export const vault: Party = {
  name: 'vault',
  title: 'HashiCorp Vault',
  judge(token) {
    if (audiences(token).length === 0) return []
    return token.issuerKind === 'entra'
      ? [
          {
            severity: 'warning',
            message:
              'Vault refuses a token whose audience the role does not bind, and that of the Entra issuer is a GUID.',
            cure: `Set bound_audiences of the role to ${audiences(token).join(', ')}`,
          },
        ]
      : []
  },
}
