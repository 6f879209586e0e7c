import { defineFault } from './fault.ts'

export const keyRotated = defineFault({
  name: 'key-rotated',
  summary: 'The issuers sign with a key that their published keys do not list',
  inCloud: 'A key is rotated without an overlap, or the published keys are stale: Entra answers AADSTS7000272',
  parameters: {},
  create() {
    return { viewPublishedKeys: (_issuer, keys) => keys.slice(1) }
  },
})
