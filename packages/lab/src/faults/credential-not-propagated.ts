import { defineFault } from './fault.ts'

export const credentialNotPropagated = defineFault({
  name: 'credential-not-propagated',
  summary: 'The token service does not have a new federated identity credential yet',
  inCloud:
    'A credential takes minutes to reach every instance of Entra; a first exchange may fail and a second succeed',
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
