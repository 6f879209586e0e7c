import { defineFault } from './fault.ts'

export const issuerSwitched = defineFault({
  name: 'issuer-switched',
  summary: 'ID tokens come from the other issuer, while the federated identity credential names the former one',
  inCloud:
    'A service connection is converted from Azure DevOps’ issuer to Entra’s (or is created anew): Entra answers AADSTS700211',
  parameters: {},
  create() {
    return {
      issueIdToken: ({ connection }, next) => next({ issuer: connection.issuerKind === 'entra' ? 'ado' : 'entra' }),
    }
  },
})
