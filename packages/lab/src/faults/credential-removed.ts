import { defineFault } from './fault.ts'

export const credentialRemoved = defineFault({
  name: 'credential-removed',
  summary: 'The applications have no federated identity credential any more',
  inCloud: 'Somebody tidied up, or a script replaced the application: Entra answers AADSTS70025',
  parameters: {},
  create() {
    return { viewCredentials: () => [] }
  },
})
