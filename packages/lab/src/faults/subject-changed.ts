import { guidOf } from '../ground/guid.ts'
import { defineFault } from './fault.ts'

export const subjectChanged = defineFault({
  name: 'subject-changed',
  summary: 'ID tokens carry another subject than the federated identity credential expects',
  inCloud:
    'A service connection is renamed (Azure DevOps’ issuer) or deleted and created again (Entra’s): AADSTS700213 or AADSTS7002137',
  parameters: {},
  create() {
    return {
      changeClaims(claims, connection) {
        const other = guidOf(Buffer.from(connection.id.replaceAll('-', ''), 'hex').reverse())
        const subject = String(claims.sub)
        return {
          ...claims,
          sub: subject.startsWith('sc://') ? `${subject}-renamed` : subject.replace(connection.id, other),
        }
      },
    }
  },
})
