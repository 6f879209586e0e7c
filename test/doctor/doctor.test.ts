import { describe, expect, it } from 'vitest'
import { runDoctors } from './doctor-steps.ts'

describe('mintwell doctor in a step of the lab', () => {
  it('tells an old bound token with an echo behind it from the echo alone, which a step of the drop-in has left', async () => {
    const { said, log } = await runDoctors(['AzureCLI@2', 'the drop-in that refreshes'], {
      issuer: 'entra',
      faults: ['echo', 'late-bound'],
    })
    expect(said.get('AzureCLI@2')?.mechanism, log).toBe('both')
    expect(said.get('the drop-in that refreshes')?.mechanism, log).toBe('echo')
    expect(log).not.toMatch(/eyJ[\w-]+\.eyJ/)
  }, 60_000)
})
