import { defineFault } from './fault.ts'

export const clockSkew = defineFault({
  name: 'clock-skew',
  summary: 'The issuers’ clock is ahead of, or behind, that of the token service',
  inCloud: 'A self-hosted issuer whose clock drifts: its tokens are not valid yet, or expire too early',
  parameters: {
    by: { kind: 'duration', default: '15m', summary: 'how far' },
    direction: { kind: 'text', default: 'ahead', oneOf: ['ahead', 'behind'], summary: 'ahead or behind' },
  },
  create({ by, direction }) {
    return { issuerClockOffsetMs: () => (direction === 'ahead' ? by : -by) }
  },
})
