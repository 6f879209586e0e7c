import { defineFault } from './fault.ts'

export const credentialNotPropagated = defineFault({
  name: 'credential-not-propagated',
  summary: 'A new federated identity credential is not known to the token service yet',
  inCloud:
    'A credential takes minutes until every instance of Entra knows it; a first exchange may fail and a second succeed',
  parameters: {
    for: { kind: 'duration', default: '10m', summary: 'how long after its creation' },
  },
  create(values) {
    return {
      viewCredentials: (_application, credentials, at) =>
        credentials.filter(({ createdAt }) => createdAt + values.for <= at),
    }
  },
})
